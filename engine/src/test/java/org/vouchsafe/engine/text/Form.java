package org.vouchsafe.engine.text;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.vouchsafe.engine.module.Op;

/**
 * What stands behind an instruction's name in the text. The names and codes are the engine's own
 * list; only the forms are said here.
 */
enum Form {
  NOTHING,
  BLOCK,
  CLOSING,
  LABEL,
  LABELS,
  FUNCTION,
  INDIRECT,
  SELECT,
  LOCAL,
  GLOBAL,
  TABLE,
  TWO_TABLES,
  TABLE_AND_ELEMENTS,
  ELEMENTS,
  DATA,
  DATA_AND_MEMORY,
  MEMORY,
  TWO_MEMORIES,
  ACCESS,
  HEAP,
  I32,
  I64,
  F32,
  F64,
  /** Not read yet. */
  VECTOR;

  private static final Map<String, Op> BY_NAME =
      Arrays.stream(Op.values())
          .filter(op -> op != Op.SELECT_TYPED && of(op) != VECTOR)
          .collect(Collectors.toMap(Op::toString, Function.identity()));

  static Op instruction(Node.Word word) throws TextError {
    Op op = BY_NAME.get(word.text());
    if (op == null) {
      throw new TextError(word.line(), "unknown operator " + word.text());
    }
    return op;
  }

  static Form of(Op op) {
    if (op.code() >> 8 == 0xFD) {
      return VECTOR;
    }
    if (op.accessesMemory()) {
      return ACCESS;
    }
    return switch (op) {
      case BLOCK, LOOP, IF -> BLOCK;
      case ELSE, END -> CLOSING;
      case BR, BR_IF -> LABEL;
      case BR_TABLE -> LABELS;
      case CALL, RETURN_CALL, REF_FUNC -> FUNCTION;
      case CALL_INDIRECT, RETURN_CALL_INDIRECT -> INDIRECT;
      case SELECT, SELECT_TYPED -> SELECT;
      case LOCAL_GET, LOCAL_SET, LOCAL_TEE -> LOCAL;
      case GLOBAL_GET, GLOBAL_SET -> GLOBAL;
      case TABLE_GET, TABLE_SET, TABLE_GROW, TABLE_SIZE, TABLE_FILL -> TABLE;
      case TABLE_COPY -> TWO_TABLES;
      case TABLE_INIT -> TABLE_AND_ELEMENTS;
      case ELEM_DROP -> ELEMENTS;
      case DATA_DROP -> DATA;
      case MEMORY_INIT -> DATA_AND_MEMORY;
      case MEMORY_SIZE, MEMORY_GROW, MEMORY_FILL -> MEMORY;
      case MEMORY_COPY -> TWO_MEMORIES;
      case REF_NULL -> HEAP;
      case I32_CONST -> I32;
      case I64_CONST -> I64;
      case F32_CONST -> F32;
      case F64_CONST -> F64;
      default -> NOTHING;
    };
  }
}
