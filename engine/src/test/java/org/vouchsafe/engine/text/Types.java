package org.vouchsafe.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.text.Node.Word;

/** The module's function types: those that it lists, then those that are only used. */
final class Types {
  private final Space space = new Space("type");
  private final List<FunctionType> types = new ArrayList<>();

  /** A {@code (type ...)} field, behind its first word. */
  void declare(NodeCursor field) throws TextError {
    space.declare(field.name(), field.line());
    NodeCursor function = field.enter("func");
    types.add(signature(function, new Space("parameter")));
    function.end();
    field.end();
  }

  /**
   * Parameters and results.
   *
   * @param locals takes the parameters' names; null where names must not stand
   */
  static FunctionType signature(NodeCursor in, @Nullable Space locals) throws TextError {
    List<ValueType> parameters = new ArrayList<>();
    while (in.atGroup("param")) {
      NodeCursor group = in.enter("param");
      String name = locals == null ? null : group.name();
      if (name != null) {
        parameters.add(valueType(group.word()));
        group.end();
      }
      int from = parameters.size();
      while (!group.atEnd()) {
        parameters.add(valueType(group.word()));
      }
      if (locals != null && name != null) {
        locals.declare(name, group.line());
      } else if (locals != null) {
        locals.skip(parameters.size() - from);
      }
    }
    return new FunctionType(parameters, results(in));
  }

  static List<ValueType> results(NodeCursor in) throws TextError {
    List<ValueType> results = new ArrayList<>();
    while (in.atGroup("result")) {
      NodeCursor group = in.enter("result");
      while (!group.atEnd()) {
        results.add(valueType(group.word()));
      }
    }
    return results;
  }

  static ValueType valueType(Word word) throws TextError {
    return switch (word.text()) {
      case "i32" -> ValueType.I32;
      case "i64" -> ValueType.I64;
      case "f32" -> ValueType.F32;
      case "f64" -> ValueType.F64;
      case "v128" -> ValueType.V128;
      default -> referenceType(word);
    };
  }

  static ValueType referenceType(Word word) throws TextError {
    return switch (word.text()) {
      case "funcref" -> ValueType.FUNCREF;
      case "externref" -> ValueType.EXTERNREF;
      default -> throw new TextError(word.line(), "unknown operator: no type " + word.text());
    };
  }

  /**
   * The number of the type that is used here: named, spelt out, or both.
   *
   * @param locals takes the parameters, named or not; null where names must not stand
   */
  int use(NodeCursor in, @Nullable Space locals) throws TextError {
    Word named = in.atGroup("type") ? namedType(in) : null;
    FunctionType spelt = signature(in, locals);
    boolean isSpelt = !spelt.parameters().isEmpty() || !spelt.results().isEmpty();
    if (named == null) {
      return indexOf(spelt);
    }
    int index = space.resolve(named);
    boolean exists = index >= 0 && index < types.size();
    if (isSpelt && !exists) {
      throw new TextError(named.line(), "unknown type " + named.text());
    }
    if (isSpelt && !types.get(index).equals(spelt)) {
      throw new TextError(named.line(), "inline function type differs from " + named.text());
    }
    if (!isSpelt && exists && locals != null) {
      locals.skip(types.get(index).parameters().size());
    }
    return index;
  }

  private static Word namedType(NodeCursor in) throws TextError {
    NodeCursor group = in.enter("type");
    Word named = group.word();
    group.end();
    return named;
  }

  /** How a block says its type: shortly, if it can. */
  Bytes blockType(NodeCursor in) throws TextError {
    if (in.atGroup("type")) {
      return new Bytes().signed(use(in, null));
    }
    FunctionType type = signature(in, null);
    if (type.parameters().isEmpty() && type.results().size() < 2) {
      Optional<ValueType> result = type.results().stream().findFirst();
      return new Bytes().u8(result.map(ValueType::code).orElse(0x40));
    }
    return new Bytes().signed(indexOf(type));
  }

  private int indexOf(FunctionType type) {
    int index = types.indexOf(type);
    if (index < 0) {
      types.add(type);
      space.skip(1);
      index = types.size() - 1;
    }
    return index;
  }

  Section section() {
    Section section = new Section(1);
    for (FunctionType type : types) {
      Bytes out = section.next().u8(0x60);
      write(out, type.parameters());
      write(out, type.results());
    }
    return section;
  }

  static void write(Bytes out, List<ValueType> types) {
    out.u32(types.size());
    types.forEach(type -> out.u8(type.code()));
  }
}
