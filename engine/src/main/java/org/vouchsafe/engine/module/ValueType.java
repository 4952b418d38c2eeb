package org.vouchsafe.engine.module;

/** The type of a value (specification 2.0, 2.3.4). */
public enum ValueType {
  I32(0x7F),
  I64(0x7E),
  F32(0x7D),
  F64(0x7C),
  V128(0x7B),
  FUNCREF(0x70),
  EXTERNREF(0x6F);

  private final int code;

  ValueType(int code) {
    this.code = code;
  }

  /** The byte that stands for it. */
  public int code() {
    return code;
  }

  public boolean isReference() {
    return this == FUNCREF || this == EXTERNREF;
  }

  /** Whether the engine compiles what has it: not yet vectors. */
  public boolean isSupported() {
    return this != V128;
  }

  static boolean isType(int code) {
    return (code >= V128.code && code <= I32.code)
        || code == FUNCREF.code
        || code == EXTERNREF.code;
  }

  /** Of a byte for which {@link #isType} holds. */
  static ValueType of(int code) {
    for (ValueType type : values()) {
      if (type.code == code) {
        return type;
      }
    }
    throw new IllegalArgumentException("not a type: " + code);
  }

  /** One letter for each, in names and in tables of types. */
  public char letter() {
    return switch (this) {
      case I32 -> 'i';
      case I64 -> 'l';
      case F32 -> 'f';
      case F64 -> 'd';
      case V128 -> 'v';
      case FUNCREF -> 'r';
      case EXTERNREF -> 'x';
    };
  }

  /** Of a {@link #letter}. */
  public static ValueType ofLetter(int letter) {
    return switch (letter) {
      case 'i' -> I32;
      case 'l' -> I64;
      case 'f' -> F32;
      case 'd' -> F64;
      case 'r' -> FUNCREF;
      case 'x' -> EXTERNREF;
      default -> V128;
    };
  }
}
