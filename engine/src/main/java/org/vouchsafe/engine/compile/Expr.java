package org.vouchsafe.engine.compile;

import java.util.List;
import org.vouchsafe.engine.module.Op;
import org.vouchsafe.engine.module.ValueType;

/**
 * A value that is still to be computed: a tree over constants, locals and slots. A slot is the
 * place of an operand of one type at one height of WebAssembly's stack.
 */
sealed interface Expr {
  ValueType type();

  /** How deep the tree is; leaves are 1. */
  int depth();

  /** Whether it reads what a statement may change, or may trap: it must keep its turn. */
  boolean ordered();

  boolean reads(Place place);

  /** Where a value can be kept. */
  sealed interface Place extends Expr {
    @Override
    default int depth() {
      return 1;
    }

    @Override
    default boolean ordered() {
      return false;
    }

    @Override
    default boolean reads(Place place) {
      return equals(place);
    }
  }

  /** A local of WebAssembly. */
  record Local(int index, ValueType type) implements Place {}

  /** An operand. */
  record Slot(int height, ValueType type) implements Place {}

  /** A number, as bits; the null reference is any constant of a reference type. */
  record Const(long bits, ValueType type) implements Expr {
    @Override
    public int depth() {
      return 1;
    }

    @Override
    public boolean ordered() {
      return false;
    }

    @Override
    public boolean reads(Place place) {
      return false;
    }
  }

  /** An instruction with up to three operands; {@code immediate} is its constant or index. */
  record Operation(
      Op op, ValueType type, long immediate, List<Expr> operands, int depth, boolean ordered)
      implements Expr {
    static Operation of(
        Op op, ValueType type, long immediate, boolean orderedItself, Expr... operands) {
      int depth = 1;
      boolean ordered = orderedItself;
      for (Expr operand : operands) {
        depth = Math.max(depth, operand.depth() + 1);
        ordered |= operand.ordered();
      }
      return new Operation(op, type, immediate, List.of(operands), depth, ordered);
    }

    @Override
    public boolean reads(Place place) {
      for (Expr operand : operands) {
        if (operand.reads(place)) {
          return true;
        }
      }
      return false;
    }
  }
}
