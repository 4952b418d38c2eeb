package org.vouchsafe.engine.module;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.vouchsafe.engine.module.Module.Body;
import org.vouchsafe.engine.module.Module.DataSegment;
import org.vouchsafe.engine.module.Module.ElementSegment;
import org.vouchsafe.engine.module.Module.Export;
import org.vouchsafe.engine.module.Module.Expression;
import org.vouchsafe.engine.module.Module.FunctionItem;
import org.vouchsafe.engine.module.Module.Import;
import org.vouchsafe.engine.module.Module.Item;
import org.vouchsafe.engine.module.Module.Kind;
import org.vouchsafe.engine.module.Module.Locals;
import org.vouchsafe.engine.module.Module.Mode;

/** Reads the binary format, section by section (specification 2.0, 5.4 and 5.5). */
final class ModuleReader {
  private static final int MAGIC = 0x6D736100;
  private static final int VERSION = 1;
  private static final int FUNCTION_FORM = 0x60;
  private static final FunctionType NO_TYPE = new FunctionType(List.of(), List.of());
  private static final Expression NONE = new Expression(0, 0);

  private final Module module;
  private final ByteCursor all;
  private int ownFunctions;
  private boolean usesDataCount;

  ModuleReader(byte[] bytes) {
    this.module = new Module(bytes);
    this.all = new ByteCursor(bytes, 0, bytes.length);
  }

  Module read() throws MalformedModule {
    if (all.remaining() < 4 || all.i32() != MAGIC) {
      throw new MalformedModule(0, "magic header not detected");
    }
    if (all.remaining() < 4 || all.i32() != VERSION) {
      throw new MalformedModule(4, "unknown binary version");
    }
    int last = 0;
    while (!all.atEnd()) {
      int id = all.u8();
      ByteCursor in = all.part(sectionLength());
      if (id == 0) {
        in.name();
        continue;
      }
      int order = order(id);
      if (order <= last) {
        throw in.malformed("unexpected content after last section");
      }
      last = order;
      section(id, in);
      if (!in.atEnd()) {
        throw in.malformed("section size mismatch");
      }
    }
    checkCounts();
    return module;
  }

  private int sectionLength() throws MalformedModule {
    long length = all.u32();
    if (length > all.remaining()) {
      throw all.malformed("length out of bounds");
    }
    return (int) length;
  }

  /** The data count stands before the code, whatever its number. */
  private int order(int id) throws MalformedModule {
    return switch (id) {
      case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> id;
      case 12 -> 10;
      case 10, 11 -> id + 1;
      default -> throw all.malformed("malformed section id");
    };
  }

  private void checkCounts() throws MalformedModule {
    if (ownFunctions != module.bodies.size()) {
      throw all.malformed("function and code section have inconsistent lengths");
    }
    if (module.dataCount.isPresent() && module.dataCount.getAsInt() != module.data.size()) {
      throw all.malformed("data count and data section have inconsistent lengths");
    }
    if (usesDataCount && module.dataCount.isEmpty()) {
      throw all.malformed("data count section required");
    }
  }

  private void section(int id, ByteCursor in) throws MalformedModule {
    if (id == 8) {
      module.start = OptionalInt.of(in.index());
      return;
    }
    if (id == 12) {
      module.dataCount = OptionalInt.of(in.index());
      return;
    }
    int count = in.length();
    for (int i = 0; i < count; i++) {
      switch (id) {
        case 1 -> module.types.add(functionType(in));
        case 2 -> readImport(in);
        case 3 -> {
          module.functions.add(in.index());
          ownFunctions++;
        }
        case 4 -> module.tables.add(table(in));
        case 5 -> module.memories.add(memory(in));
        case 6 -> {
          module.globals.add(global(in));
          module.initials.add(expression(in));
        }
        case 7 -> module.exports.add(new Export(in.name(), kind(in, "export"), in.index()));
        case 9 -> module.elements.add(elements(in));
        case 10 -> module.bodies.add(body(in.part(bodyLength(in))));
        default -> module.data.add(data(in));
      }
    }
  }

  private static FunctionType functionType(ByteCursor in) throws MalformedModule {
    if (in.u8() != FUNCTION_FORM) {
      throw in.malformed("malformed function type");
    }
    return new FunctionType(valueTypes(in), valueTypes(in));
  }

  private static List<ValueType> valueTypes(ByteCursor in) throws MalformedModule {
    int count = in.length();
    List<ValueType> types = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      types.add(in.valueType());
    }
    return types;
  }

  private void readImport(ByteCursor in) throws MalformedModule {
    String from = in.name();
    String name = in.name();
    ExternType type;
    switch (kind(in, "import")) {
      case FUNCTION -> {
        int index = in.index();
        module.functions.add(index);
        // An index that names no type makes the module invalid; until then anything may stand here.
        type = index < module.types.size() ? module.types.get(index) : NO_TYPE;
      }
      case TABLE -> {
        ExternType.Table table = table(in);
        module.tables.add(table);
        type = table;
      }
      case MEMORY -> {
        ExternType.Memory memory = memory(in);
        module.memories.add(memory);
        type = memory;
      }
      default -> {
        ExternType.Global global = global(in);
        module.globals.add(global);
        type = global;
      }
    }
    module.imports.add(new Import(from, name, type));
  }

  private static Kind kind(ByteCursor in, String of) throws MalformedModule {
    return switch (in.u8()) {
      case 0 -> Kind.FUNCTION;
      case 1 -> Kind.TABLE;
      case 2 -> Kind.MEMORY;
      case 3 -> Kind.GLOBAL;
      default -> throw in.malformed("malformed " + of + " kind");
    };
  }

  private static ExternType.Table table(ByteCursor in) throws MalformedModule {
    return new ExternType.Table(in.referenceType(), limits(in));
  }

  private static ExternType.Memory memory(ByteCursor in) throws MalformedModule {
    return new ExternType.Memory(limits(in));
  }

  private static ExternType.Limits limits(ByteCursor in) throws MalformedModule {
    int flags = in.u8();
    if (flags > 1) {
      throw in.malformed("malformed limits flags");
    }
    return new ExternType.Limits(
        in.u32(), flags == 1 ? OptionalLong.of(in.u32()) : OptionalLong.empty());
  }

  private static ExternType.Global global(ByteCursor in) throws MalformedModule {
    ValueType type = in.valueType();
    int mutable = in.u8();
    if (mutable > 1) {
      throw in.malformed("malformed mutability");
    }
    return new ExternType.Global(type, mutable == 1);
  }

  private ElementSegment elements(ByteCursor in) throws MalformedModule {
    long flags = in.u32();
    if (flags > 7) {
      throw in.malformed("malformed elements segment kind");
    }
    boolean passive = (flags & 1) != 0;
    boolean explicit = (flags & 2) != 0;
    boolean expressions = (flags & 4) != 0;
    int table = !passive && explicit ? in.index() : 0;
    Expression offset = passive ? NONE : expression(in);
    ValueType type = ValueType.FUNCREF;
    if (passive || explicit) {
      if (expressions) {
        type = in.referenceType();
      } else if (in.u8() != 0) {
        throw in.malformed("malformed element kind");
      }
    }
    int count = in.length();
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(expressions ? expression(in) : new FunctionItem(in.index()));
    }
    Mode mode = !passive ? Mode.ACTIVE : explicit ? Mode.DECLARATIVE : Mode.PASSIVE;
    return new ElementSegment(type, List.copyOf(items), mode, table, offset);
  }

  private DataSegment data(ByteCursor in) throws MalformedModule {
    long flags = in.u32();
    if (flags > 2) {
      throw in.malformed("malformed data segment kind");
    }
    Mode mode = flags == 1 ? Mode.PASSIVE : Mode.ACTIVE;
    int memory = flags == 2 ? in.index() : 0;
    Expression offset = flags == 1 ? NONE : expression(in);
    int length = in.length();
    int start = in.position();
    in.skip(length);
    return new DataSegment(start, in.position(), mode, memory, offset);
  }

  private Expression expression(ByteCursor in) throws MalformedModule {
    int start = in.position();
    readInstructions(in);
    return new Expression(start, in.position());
  }

  private static int bodyLength(ByteCursor in) throws MalformedModule {
    long length = in.u32();
    if (length > in.remaining()) {
      throw in.malformed("unexpected end");
    }
    return (int) length;
  }

  private Body body(ByteCursor in) throws MalformedModule {
    int runs = in.length();
    List<Locals> locals = new ArrayList<>();
    long total = 0;
    for (int i = 0; i < runs; i++) {
      long count = in.u32();
      total += count;
      if (total > 0xFFFF_FFFFL) {
        throw in.malformed("too many locals");
      }
      locals.add(new Locals((int) Math.min(count, Integer.MAX_VALUE), in.valueType()));
    }
    int start = in.position();
    readInstructions(in);
    if (!in.atEnd()) {
      throw in.malformed("END opcode expected");
    }
    return new Body(List.copyOf(locals), start, in.position());
  }

  /** Reads up to the {@code end} that closes the first level; how blocks nest is syntax. */
  private void readInstructions(ByteCursor in) throws MalformedModule {
    CodeCursor code = new CodeCursor(in);
    Nesting open = new Nesting();
    open.push(false);
    while (open.depth() > 0) {
      Op op = code.next();
      switch (op) {
        case BLOCK, LOOP -> open.push(false);
        case IF -> open.push(true);
        case ELSE -> {
          if (!open.pop()) {
            throw in.malformed("else without if");
          }
          open.push(false);
        }
        case END -> open.pop();
        case MEMORY_INIT, DATA_DROP -> usesDataCount = true;
        default -> {}
      }
    }
  }
}
