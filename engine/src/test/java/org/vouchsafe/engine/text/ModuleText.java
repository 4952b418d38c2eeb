package org.vouchsafe.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.text.Names.Extern;
import org.vouchsafe.engine.text.Node.Group;

/**
 * Translates a module's fields to the binary format (specification 2.0, 6.6): first everything gets
 * its number, then everything is written.
 */
final class ModuleText {
  private static final int PAGE = 1 << 16;

  private final Names names = new Names();
  private final Section imports = new Section(2);
  private final Section functions = new Section(3);
  private final Section tables = new Section(4);
  private final Section memories = new Section(5);
  private final Section globals = new Section(6);
  private final Section exports = new Section(7);
  private final Section code = new Section(10);
  private final Section data = new Section(11);
  private final Segments segments = new Segments(names, data);
  private @Nullable Integer start;
  private boolean usesData;
  private @Nullable Extern defined;

  private ModuleText() {}

  /** A module as text alone: its fields, or {@code (module ...)} round them. */
  static byte[] translate(byte[] source, int line) throws TextError {
    List<Node> nodes = Lexer.read(source, line);
    if (nodes.size() == 1 && nodes.get(0) instanceof Group group && group.is("module")) {
      NodeCursor in = NodeCursor.inside(group);
      in.name();
      return translate(in);
    }
    return translate(new NodeCursor(nodes, line));
  }

  /** The fields that are left. */
  static byte[] translate(NodeCursor in) throws TextError {
    List<Group> fields = new ArrayList<>();
    while (!in.atEnd()) {
      fields.add(in.group());
    }
    ModuleText module = new ModuleText();
    for (Group field : fields) {
      module.declare(field);
    }
    for (Group field : fields) {
      module.write(field);
    }
    return module.binary();
  }

  private byte[] binary() {
    Bytes out = new Bytes().fixed(0x1_6D736100L, Long.BYTES);
    names.types.section().writeTo(out);
    for (Section section : List.of(imports, functions, tables, memories, globals, exports)) {
      section.writeTo(out);
    }
    if (start != null) {
      out.u8(8).counted(new Bytes().u32(start).toArray());
    }
    segments.elements().writeTo(out);
    if (usesData) {
      out.u8(12).counted(new Bytes().u32(data.count()).toArray());
    }
    code.writeTo(out);
    data.writeTo(out);
    return out.toArray();
  }

  private void declare(Group field) throws TextError {
    NodeCursor in = NodeCursor.inside(field);
    switch (field.head()) {
      case "type" -> names.types.declare(in);
      case "import" -> {
        in.text();
        in.text();
        Group described = in.group();
        in.end();
        NodeCursor inner = NodeCursor.inside(described);
        declareImport(Extern.of(described), inner.name(), inner);
      }
      case "elem" -> names.elements.declare(in.name(), in.line());
      case "data" -> names.data.declare(in.name(), in.line());
      case "export", "start" -> {}
      default -> declareExtern(Extern.of(field), in);
    }
  }

  private void declareImport(Extern kind, @Nullable String name, NodeCursor in) throws TextError {
    if (defined != null) {
      throw in.error("import after " + defined.name().toLowerCase(Locale.ROOT));
    }
    names.of(kind).declare(name, in.line());
  }

  private void declareExtern(Extern kind, NodeCursor in) throws TextError {
    String name = in.name();
    while (in.atGroup("export")) {
      in.group();
    }
    if (in.atGroup("import")) {
      declareImport(kind, name, in);
      return;
    }
    if (defined == null) {
      defined = kind;
    }
    names.of(kind).declare(name, in.line());
    if (kind == Extern.MEMORY && in.atGroup("data")) {
      names.data.declare(null, in.line());
    }
    if (kind == Extern.TABLE && !in.atIndex()) {
      names.elements.declare(null, in.line());
    }
  }

  private int written(Extern kind) {
    return switch (kind) {
          case FUNC -> functions.count();
          case TABLE -> tables.count();
          case MEMORY -> memories.count();
          case GLOBAL -> globals.count();
        }
        + imported[kind.ordinal()];
  }

  private final int[] imported = new int[Extern.values().length];

  private void write(Group field) throws TextError {
    NodeCursor in = NodeCursor.inside(field);
    switch (field.head()) {
      case "type" -> {}
      case "import" -> {
        Bytes out = imports.next().counted(in.text()).counted(in.text());
        Group described = in.group();
        NodeCursor inner = NodeCursor.inside(described);
        inner.name();
        writeImport(Extern.of(described), inner, out);
      }
      case "export" -> {
        Bytes out = exports.next().counted(in.text());
        Group what = in.group();
        in.end();
        NodeCursor inner = NodeCursor.inside(what);
        Extern kind = Extern.of(what);
        out.u8(kind.ordinal()).u32(names.of(kind).resolve(inner.word()));
        inner.end();
      }
      case "start" -> {
        if (start != null) {
          throw in.error("multiple start sections");
        }
        start = names.functions.resolve(in.word());
        in.end();
      }
      case "elem" -> segments.element(in);
      case "data" -> segments.data(in);
      default -> writeExtern(Extern.of(field), in);
    }
  }

  private void writeImport(Extern kind, NodeCursor in, Bytes out) throws TextError {
    imported[kind.ordinal()]++;
    out.u8(kind.ordinal());
    switch (kind) {
      case FUNC -> out.u32(names.types.use(in, new Space("local")));
      case TABLE -> tableType(in, out);
      case MEMORY -> limits(in, out);
      case GLOBAL -> globalType(in, out);
    }
    in.end();
  }

  private void writeExtern(Extern kind, NodeCursor in) throws TextError {
    in.name();
    int index = written(kind);
    while (in.atGroup("export")) {
      NodeCursor export = in.enter("export");
      exports.next().counted(export.text()).u8(kind.ordinal()).u32(index);
      export.end();
    }
    if (in.atGroup("import")) {
      NodeCursor from = in.enter("import");
      Bytes out = imports.next().counted(from.text()).counted(from.text());
      from.end();
      writeImport(kind, in, out);
      return;
    }
    switch (kind) {
      case FUNC -> function(in);
      case TABLE -> table(in, index);
      case MEMORY -> memory(in, index);
      case GLOBAL -> {
        Bytes out = globals.next();
        globalType(in, out);
        out.raw(new CodeText(names, new Space("local")).body(in));
      }
    }
    in.end();
  }

  private void function(NodeCursor in) throws TextError {
    Space locals = new Space("local");
    functions.next().u32(names.types.use(in, locals));
    Bytes runs = new Bytes();
    int count = 0;
    while (in.atGroup("local")) {
      NodeCursor group = in.enter("local");
      String name = group.name();
      if (name != null) {
        locals.declare(name, group.line());
        runs.u32(1).u8(Types.valueType(group.word()).code());
        group.end();
        count++;
      }
      while (!group.atEnd()) {
        locals.skip(1);
        runs.u32(1).u8(Types.valueType(group.word()).code());
        count++;
      }
    }
    CodeText body = new CodeText(names, locals);
    Bytes instructions = body.body(in);
    usesData |= body.usesData();
    code.next().counted(new Bytes().u32(count).raw(runs).raw(instructions).toArray());
  }

  private void table(NodeCursor in, int index) throws TextError {
    if (in.atIndex()) {
      tableType(in, tables.next());
      return;
    }
    ValueType type = Types.referenceType(in.word());
    NodeCursor items = in.enter("elem");
    int count = segments.inline(index, type, items);
    tables.next().u8(type.code()).u8(1).u32(count).u32(count);
  }

  private void memory(NodeCursor in, int index) throws TextError {
    if (!in.atGroup("data")) {
      limits(in, memories.next());
      return;
    }
    NodeCursor group = in.enter("data");
    byte[] bytes = group.texts();
    group.end();
    segments.inline(index, bytes);
    int pages = (bytes.length + PAGE - 1) / PAGE;
    memories.next().u8(1).u32(pages).u32(pages);
  }

  private static void tableType(NodeCursor in, Bytes out) throws TextError {
    Bytes limits = new Bytes();
    limits(in, limits);
    out.u8(Types.referenceType(in.word()).code()).raw(limits);
  }

  private static void limits(NodeCursor in, Bytes out) throws TextError {
    int min = Literals.u32(in.word());
    if (in.atIndex()) {
      out.u8(1).u32(min).u32(Literals.u32(in.word()));
    } else {
      out.u8(0).u32(min);
    }
  }

  private static void globalType(NodeCursor in, Bytes out) throws TextError {
    if (in.atGroup("mut")) {
      NodeCursor mutable = in.enter("mut");
      out.u8(Types.valueType(mutable.word()).code()).u8(1);
      mutable.end();
    } else {
      out.u8(Types.valueType(in.word()).code()).u8(0);
    }
  }
}
