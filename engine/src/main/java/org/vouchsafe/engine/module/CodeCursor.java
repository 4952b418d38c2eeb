package org.vouchsafe.engine.module;

import java.util.List;
import java.util.Optional;

/**
 * Reads instructions one by one. What {@link #next} read stands in the fields until it is called
 * again: nothing is allocated for an instruction, however long the code.
 */
public final class CodeCursor {
  private static final int EMPTY_BLOCK = 0x40;
  private static final int MAX_ALIGNMENT = 32;
  private static final int[] NO_LABELS = {};

  private final ByteCursor in;
  private int start;
  private Op op = Op.NOP;
  private int index;
  private int index2;
  private long value;
  private long value2;
  private int[] labels = NO_LABELS;
  private int alignment;
  private Optional<ValueType> type = Optional.empty();
  private int types;

  CodeCursor(ByteCursor in) {
    this.in = in;
  }

  public boolean atEnd() {
    return in.atEnd();
  }

  /** Where the instruction begins, in bytes from the start of the module. */
  public int offset() {
    return start;
  }

  /** Where the next one begins. */
  public int nextOffset() {
    return in.position();
  }

  /** The first index: of a label, function, local, global, table, type, segment. */
  public int index() {
    return index;
  }

  /** The second index: of the table of an indirect call, of a copy's source. */
  public int index2() {
    return index2;
  }

  /** A constant (floats as bits, low half of a v128), or the offset of a memory access. */
  public long value() {
    return value;
  }

  /** The high half of a v128 constant; sixteen lanes stand in {@link #value} and here. */
  public long value2() {
    return value2;
  }

  /** Of {@code br_table}; the last one is the default. */
  public int[] labels() {
    return labels.clone();
  }

  /** The base-2 logarithm that the code promises. */
  int alignment() {
    return alignment;
  }

  /** The lane of an access or of an extraction. */
  public int lane() {
    return index;
  }

  /** Of {@code ref.null} and of a typed {@code select}. */
  public Optional<ValueType> type() {
    return type;
  }

  /** How many types a {@code select} names; only one is valid. */
  int types() {
    return types;
  }

  /** The type of a block: absent index means the short form, with {@link #type} as its result. */
  public FunctionType blockType(List<FunctionType> moduleTypes) {
    return index >= 0
        ? moduleTypes.get(index)
        : new FunctionType(List.of(), type.map(List::of).orElse(List.of()));
  }

  /** Whether the block names a type of the module. */
  boolean hasTypeIndex() {
    return index >= 0;
  }

  /** Reads the next instruction. */
  public Op next() throws MalformedModule {
    start = in.position();
    int code = in.u8();
    if (Op.isPrefix(code)) {
      int number = in.index();
      op = Op.ofPrefixed(code, number).orElseThrow(() -> in.malformed("illegal opcode"));
    } else {
      op = Op.ofByte(code).orElseThrow(() -> in.malformed("illegal opcode"));
    }
    readImmediates();
    return op;
  }

  private void readImmediates() throws MalformedModule {
    switch (op.immediate) {
      case NONE -> {}
      case BLOCK -> readBlockType();
      case INDEX -> index = in.index();
      case INDEX_INDEX -> {
        index = in.index();
        index2 = in.index();
      }
      case INDEX_ZERO -> {
        index = in.index();
        in.zero();
      }
      case ZERO -> in.zero();
      case ZERO_ZERO -> {
        in.zero();
        in.zero();
      }
      case LABELS -> readLabels();
      case TYPES -> {
        types = in.length();
        type = Optional.empty();
        for (int i = 0; i < types; i++) {
          type = Optional.of(in.valueType());
        }
      }
      case REFERENCE -> type = Optional.of(in.referenceType());
      case MEMORY -> readMemoryArgument();
      case MEMORY_LANE -> {
        readMemoryArgument();
        index = in.u8();
      }
      case I32 -> value = in.s32();
      case I64 -> value = in.s64();
      case F32 -> value = in.i32();
      case F64 -> value = in.i64();
      case V128, LANES -> {
        value = in.i64();
        value2 = in.i64();
      }
      case LANE -> index = in.u8();
    }
  }

  private void readBlockType() throws MalformedModule {
    index = -1;
    int code = in.peek();
    if (code == EMPTY_BLOCK) {
      type = Optional.empty();
      in.skip(1);
    } else if (ValueType.isType(code)) {
      type = Optional.of(in.valueType());
    } else {
      long number = in.s33();
      if (number < 0) {
        throw in.malformed("malformed block type");
      }
      index = (int) Math.min(number, Integer.MAX_VALUE);
    }
  }

  private void readLabels() throws MalformedModule {
    labels = new int[in.length() + 1];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = in.index();
    }
  }

  private void readMemoryArgument() throws MalformedModule {
    long promised = in.u32();
    if (promised >= MAX_ALIGNMENT) {
      throw in.malformed("malformed memop flags");
    }
    alignment = (int) promised;
    value = in.u32();
  }
}
