package org.vouchsafe.engine.module;

import java.util.HashSet;
import java.util.Set;
import org.vouchsafe.engine.module.Module.DataSegment;
import org.vouchsafe.engine.module.Module.ElementSegment;
import org.vouchsafe.engine.module.Module.Export;
import org.vouchsafe.engine.module.Module.Expression;
import org.vouchsafe.engine.module.Module.FunctionItem;
import org.vouchsafe.engine.module.Module.Item;
import org.vouchsafe.engine.module.Module.Locals;
import org.vouchsafe.engine.module.Module.Mode;

/** The rules of validation for everything but the code (specification 2.0, 3.4). */
final class Validator {
  private static final long MAX_TABLE = 0xFFFF_FFFFL;
  private static final String UNSUPPORTED = "v128 is not supported";

  private final Module module;

  Validator(Module module) {
    this.module = module;
  }

  void validate() throws MalformedModule, InvalidModule {
    for (FunctionType type : module.types) {
      require(
          Math.max(type.parameters().size(), type.results().size()) <= Module.MAX_ARITY,
          "more than " + Module.MAX_ARITY + " parameters or results");
      require(type.isSupported(), UNSUPPORTED);
    }
    for (ExternType.Global global : module.globals) {
      require(global.type().isSupported(), UNSUPPORTED);
    }
    for (int type : module.functions) {
      checkIndex(type, module.types.size(), "type");
    }
    for (ExternType.Table table : module.tables) {
      require(table.limits().areWithin(MAX_TABLE), "size minimum must not be greater than maximum");
    }
    require(module.memories.size() <= 1, "multiple memories");
    for (ExternType.Memory memory : module.memories) {
      require(
          memory.limits().areWithin(ExternType.Memory.MAX_PAGES),
          "memory size must be at most 65536 pages (4GiB), and minimum at most maximum");
    }
    declareFunctions();
    int own = module.globals.size() - module.initials.size();
    for (int i = 0; i < module.initials.size(); i++) {
      constant(module.initials.get(i), module.globals.get(own + i).type());
    }
    checkExports();
    checkStart();
    for (ElementSegment segment : module.elements) {
      check(segment);
    }
    for (DataSegment segment : module.data) {
      if (segment.mode() == Mode.ACTIVE) {
        checkIndex(segment.memory(), module.memories.size(), "memory");
        constant(segment.offset(), ValueType.I32);
      }
    }
    for (int i = 0; i < module.bodies.size(); i++) {
      checkLocals(i);
      new CodeValidator(module).validate(module.importedFunctions() + i);
    }
  }

  private void declareFunctions() throws MalformedModule {
    for (Expression initial : module.initials) {
      declare(initial);
    }
    for (Export export : module.exports) {
      if (export.kind() == Module.Kind.FUNCTION) {
        module.referable.set(export.index());
      }
    }
    for (ElementSegment segment : module.elements) {
      for (Item item : segment.items()) {
        switch (item) {
          case FunctionItem(int function) -> module.referable.set(function);
          case Expression expression -> declare(expression);
        }
      }
    }
  }

  private void declare(Expression expression) throws MalformedModule {
    CodeCursor code = module.code(expression);
    while (!code.atEnd()) {
      if (code.next() == Op.REF_FUNC) {
        module.referable.set(code.index());
      }
    }
  }

  private void checkExports() throws InvalidModule {
    Set<String> names = new HashSet<>();
    for (Export export : module.exports) {
      require(names.add(export.name()), "duplicate export name");
      int count =
          switch (export.kind()) {
            case FUNCTION -> module.functions.size();
            case TABLE -> module.tables.size();
            case MEMORY -> module.memories.size();
            case GLOBAL -> module.globals.size();
          };
      checkIndex(export.index(), count, export.kind().name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  private void checkStart() throws InvalidModule {
    if (module.start.isPresent()) {
      int start = module.start.getAsInt();
      checkIndex(start, module.functions.size(), "function");
      FunctionType type = module.functionType(start);
      require(type.parameters().isEmpty() && type.results().isEmpty(), "start function");
    }
  }

  private void check(ElementSegment segment) throws MalformedModule, InvalidModule {
    for (Item item : segment.items()) {
      switch (item) {
        case FunctionItem(int function) ->
            checkIndex(function, module.functions.size(), "function");
        case Expression expression -> constant(expression, segment.type());
      }
    }
    if (segment.mode() == Mode.ACTIVE) {
      checkIndex(segment.table(), module.tables.size(), "table");
      require(
          module.tables.get(segment.table()).element() == segment.type(),
          "type mismatch: the segment's references do not fit the table");
      constant(segment.offset(), ValueType.I32);
    }
  }

  private void constant(Expression expression, ValueType type)
      throws MalformedModule, InvalidModule {
    new CodeValidator(module).validateConstant(expression, type);
  }

  private void checkLocals(int own) throws InvalidModule {
    long count = 0;
    for (Locals run : module.bodies.get(own).locals()) {
      require(run.type().isSupported(), UNSUPPORTED);
      count += run.count();
    }
    require(count <= Module.MAX_LOCALS, "more than " + Module.MAX_LOCALS + " locals");
  }

  private void checkIndex(int index, int count, String what) throws InvalidModule {
    require(index < count, "unknown " + what + " " + index);
  }

  private void require(boolean holds, String otherwise) throws InvalidModule {
    if (!holds) {
      throw new InvalidModule(module.bytes.length, otherwise);
    }
  }
}
