package org.vouchsafe.engine.compile;

import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.engine.compile.Expr.Const;
import org.vouchsafe.engine.compile.Expr.Place;
import org.vouchsafe.engine.compile.Expr.Slot;
import org.vouchsafe.engine.compile.Statement.Assign;
import org.vouchsafe.engine.module.ValueType;

/**
 * The operands of the code at hand, as trees that are computed as late as their order allows. What
 * has to be computed earlier goes to its slot, by a statement.
 */
final class OperandStack {
  private static final int MAX_DEPTH = 24;

  private final List<Expr> stack = new ArrayList<>();
  private List<Statement> out = new ArrayList<>();

  /** Where statements go from here on. */
  void into(List<Statement> statements) {
    out = statements;
  }

  int height() {
    return stack.size();
  }

  void truncate(int height) {
    stack.subList(height, stack.size()).clear();
  }

  void push(Expr value) {
    stack.add(value);
    if (value.depth() > MAX_DEPTH) {
      settle(stack.size() - 1);
    }
  }

  /** Operands that somebody has put into their slots. */
  void pushSlots(List<ValueType> types) {
    for (ValueType type : types) {
      stack.add(new Slot(stack.size(), type));
    }
  }

  Expr pop() {
    return stack.removeLast();
  }

  /** The topmost, the deepest first. */
  List<Expr> pop(int count) {
    List<Expr> top = List.copyOf(stack.subList(stack.size() - count, stack.size()));
    truncate(stack.size() - count);
    return top;
  }

  List<Expr> top(int count) {
    return List.copyOf(stack.subList(stack.size() - count, stack.size()));
  }

  /** Appends a statement; what must have happened before it happens first. */
  void append(Statement statement) {
    settleOrdered();
    out.add(statement);
  }

  /** Writes a place: whoever still wants to read it has read it before. */
  void assign(Place place, Expr value) {
    settleOrdered();
    settleReaders(place, stack.size());
    out.add(new Assign(place, value));
  }

  void settleOrdered() {
    for (int i = 0; i < stack.size(); i++) {
      if (stack.get(i).ordered()) {
        settle(i);
      }
    }
  }

  /** Leaves nothing but constants and operands in their own slots. */
  void settleAll() {
    for (int i = 0; i < stack.size(); i++) {
      if (!(stack.get(i) instanceof Const)) {
        settle(i);
      }
    }
  }

  /** Leaves nothing but constants and places. */
  void settleTrees() {
    for (int i = 0; i < stack.size(); i++) {
      if (!(stack.get(i) instanceof Const || stack.get(i) instanceof Place)) {
        settle(i);
      }
    }
  }

  private void settle(int index) {
    Expr value = stack.get(index);
    Slot slot = new Slot(index, value.type());
    if (!value.equals(slot)) {
      settleReaders(slot, index);
      out.add(new Assign(slot, value));
      stack.set(index, slot);
    }
  }

  /** A slot is read by deeper operands only: they were made of what had been above them. */
  private void settleReaders(Place place, int below) {
    for (int i = 0; i < below; i++) {
      if (stack.get(i).reads(place)) {
        settle(i);
      }
    }
  }
}
