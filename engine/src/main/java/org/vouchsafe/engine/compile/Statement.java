package org.vouchsafe.engine.compile;

import java.util.List;
import java.util.Optional;
import org.vouchsafe.engine.compile.Expr.Place;
import org.vouchsafe.engine.module.Op;
import org.vouchsafe.engine.module.ValueType;

/** What a function does, step by step, in the order in which it must happen. */
sealed interface Statement {
  /** Where branches go to: the end of a block, or the start of a loop. */
  final class Label {
    final int height;
    final List<ValueType> types;
    boolean used;

    Label(int height, List<ValueType> types) {
      this.height = height;
      this.types = types;
    }
  }

  /** Values for a label's slots. They were read before any is written. */
  record Moves(List<Assign> assigns) {
    static final Moves NONE = new Moves(List.of());
  }

  record Assign(Place place, Expr value) implements Statement {}

  /** Computes a value for its trap alone. */
  record Evaluate(Expr value) implements Statement {}

  /** An instruction without a result: a store, a fill, a copy, a global or table that is set. */
  record Effect(Op op, long immediate, int index2, List<Expr> operands) implements Statement {}

  /**
   * A call.
   *
   * @param offset of the instruction: with the function it names the point where a frame is left
   * @param results where they go
   */
  record Call(int offset, Callee callee, List<Expr> arguments, List<Expr.Slot> results)
      implements Statement {}

  /** Whom a call calls. */
  sealed interface Callee {}

  record Direct(int function) implements Callee {}

  record Indirect(int type, int table, Expr entry) implements Callee {}

  record Block(Label label, List<Statement> body) implements Statement {}

  /**
   * A loop.
   *
   * @param offset of the instruction: where execution can stop, each time round
   */
  record Loop(int offset, Label label, List<Statement> body) implements Statement {}

  record If(Expr condition, Label label, List<Statement> then, List<Statement> otherwise)
      implements Statement {}

  /** To a label, or out of the function when there is none. */
  record Branch(Optional<Expr> condition, Target target) implements Statement {}

  record Switch(Expr index, List<Target> targets) implements Statement {}

  record Target(Label label, Moves moves) {}

  record Return(List<Expr> values) implements Statement {}

  record Unreachable() implements Statement {}

  /** Statements that have a method of their own, because their function is too long for one. */
  record Region(int number, List<Statement> body) implements Statement {}
}
