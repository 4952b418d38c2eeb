package org.vouchsafe.engine.text;

import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.Op;
import org.vouchsafe.engine.module.ValueType;

/** Translates element and data segments, in all their forms (specification 2.0, 6.6.9, 6.6.10). */
final class Segments {
  private static final int PASSIVE = 1;
  private static final int EXPLICIT = 2;
  private static final int EXPRESSIONS = 4;
  private static final Bytes ZERO = new Bytes().u8(Op.I32_CONST.code()).u8(0).u8(Op.END.code());

  /** What a segment lists. */
  private record List(ValueType type, boolean expressions, int count, Bytes items) {}

  private final Names names;
  private final Section elements = new Section(9);
  private final Section data;

  Segments(Names names, Section data) {
    this.names = names;
    this.data = data;
  }

  Section elements() {
    return elements;
  }

  /** An {@code (elem ...)} field, behind its first word. */
  void element(NodeCursor in) throws TextError {
    in.name();
    if (in.skip("declare")) {
      write(PASSIVE | EXPLICIT, 0, null, list(in));
    } else if (in.atGroup("table")) {
      NodeCursor use = in.enter("table");
      int table = names.tables.resolve(use.word());
      use.end();
      Bytes offset = offset(in);
      write(0, table, offset, list(in));
    } else if (in.atGroup()) {
      Bytes offset = offset(in);
      write(0, 0, offset, in.atIndex() || in.atEnd() ? functions(in) : list(in));
    } else {
      write(PASSIVE, 0, null, list(in));
    }
    in.end();
  }

  /**
   * What a table lists for itself.
   *
   * @return how much it is
   */
  int inline(int table, ValueType type, NodeCursor in) throws TextError {
    List list = in.atGroup() || type != ValueType.FUNCREF ? expressions(in, type) : functions(in);
    in.end();
    write(0, table, ZERO, list);
    return list.count();
  }

  private void write(int mode, int table, @Nullable Bytes offset, List list) {
    boolean explicit = mode == 0 && (table != 0 || list.type() != ValueType.FUNCREF);
    int flags = mode | (explicit ? EXPLICIT : 0) | (list.expressions() ? EXPRESSIONS : 0);
    Bytes out = elements.next().u32(flags);
    if (explicit) {
      out.u32(table);
    }
    if (offset != null) {
      out.raw(offset);
    }
    if (flags % EXPRESSIONS != 0) {
      out.u8(list.expressions() ? list.type().code() : 0);
    }
    out.u32(list.count()).raw(list.items());
  }

  private List list(NodeCursor in) throws TextError {
    return in.skip("func") ? functions(in) : expressions(in, Types.referenceType(in.word()));
  }

  private List functions(NodeCursor in) throws TextError {
    Bytes items = new Bytes();
    int count = 0;
    while (in.atIndex()) {
      items.u32(names.functions.resolve(in.word()));
      count++;
    }
    return new List(ValueType.FUNCREF, false, count, items);
  }

  private List expressions(NodeCursor in, ValueType type) throws TextError {
    Bytes items = new Bytes();
    int count = 0;
    while (in.atGroup()) {
      items.raw(expression(in, "item"));
      count++;
    }
    return new List(type, true, count, items);
  }

  private Bytes offset(NodeCursor in) throws TextError {
    return expression(in, "offset");
  }

  /** One folded instruction, or any number of instructions in a group of their own. */
  private Bytes expression(NodeCursor in, String wrapping) throws TextError {
    CodeText code = new CodeText(names, new Space("local"));
    return in.atGroup(wrapping) ? code.body(in.enter(wrapping)) : code.single(in);
  }

  /** A {@code (data ...)} field, behind its first word. */
  void data(NodeCursor in) throws TextError {
    in.name();
    if (!in.atGroup()) {
      data.next().u8(PASSIVE).counted(in.texts());
      in.end();
      return;
    }
    int memory = 0;
    if (in.atGroup("memory")) {
      NodeCursor use = in.enter("memory");
      memory = names.memories.resolve(use.word());
      use.end();
    }
    Bytes offset = offset(in);
    write(memory, offset, in.texts());
    in.end();
  }

  /** What a memory holds from the start. */
  void inline(int memory, byte[] bytes) {
    write(memory, ZERO, bytes);
  }

  private void write(int memory, Bytes offset, byte[] bytes) {
    Bytes out = data.next();
    if (memory == 0) {
      out.u8(0);
    } else {
      out.u8(EXPLICIT).u32(memory);
    }
    out.raw(offset).counted(bytes);
  }
}
