package org.vouchsafe.engine.module;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The types on the operand stack, while code is validated. After a branch that is always taken, any
 * operand may be popped: it is {@code null}, of whatever type is wanted.
 */
final class Operands {
  private @Nullable ValueType[] stack = new @Nullable ValueType[16];
  private int height;

  /** Below which the block at hand may not pop, and whether it may pop more than there is. */
  private int floor;

  private boolean bottomless;

  int height() {
    return height;
  }

  void enter(int newFloor) {
    floor = newFloor;
    bottomless = false;
  }

  void resume(int oldFloor, boolean wasBottomless) {
    floor = oldFloor;
    bottomless = wasBottomless;
  }

  boolean isBottomless() {
    return bottomless;
  }

  /** What follows is never reached. */
  void abandon() {
    height = floor;
    bottomless = true;
  }

  void push(@Nullable ValueType type) {
    if (height == stack.length) {
      stack = Arrays.copyOf(stack, 2 * height);
    }
    stack[height++] = type;
  }

  void push(List<ValueType> types) {
    types.forEach(this::push);
  }

  @Nullable ValueType pop(int offset) throws InvalidModule {
    if (height > floor) {
      return stack[--height];
    }
    if (bottomless) {
      return null;
    }
    throw new InvalidModule(offset, "type mismatch: an operand is missing");
  }

  @Nullable ValueType pop(ValueType wanted, int offset) throws InvalidModule {
    ValueType found = pop(offset);
    if (found != null && found != wanted) {
      throw new InvalidModule(offset, "type mismatch: expected " + wanted + ", found " + found);
    }
    return found;
  }

  void pop(List<ValueType> wanted, int offset) throws InvalidModule {
    for (int i = wanted.size(); i-- > 0; ) {
      pop(wanted.get(i), offset);
    }
  }

  /** Checks what is on top and leaves it there, as it was: an unknown type stays unknown. */
  void peek(List<ValueType> wanted, int offset) throws InvalidModule {
    @Nullable ValueType[] found = new @Nullable ValueType[wanted.size()];
    for (int i = found.length; i-- > 0; ) {
      found[i] = pop(wanted.get(i), offset);
    }
    for (ValueType type : found) {
      push(type);
    }
  }

  void endBlock(List<ValueType> results, int offset) throws InvalidModule {
    pop(results, offset);
    if (height != floor) {
      throw new InvalidModule(offset, "type mismatch: " + (height - floor) + " operands are left");
    }
  }
}
