package org.vouchsafe.engine.compile;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.vouchsafe.engine.compile.Expr.Local;
import org.vouchsafe.engine.compile.Expr.Place;
import org.vouchsafe.engine.compile.Expr.Slot;
import org.vouchsafe.engine.compile.Statement.Call;
import org.vouchsafe.engine.compile.Statement.Direct;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Frame;

/**
 * A point of a function where a call of it can be left: its entry, a loop, or a call.
 *
 * @param values what is still needed there, in the order in which a frame has it: numbers and
 *     references each in theirs
 * @param called whom it waits for there; absent at the entry and at loops
 */
public record Safepoint(List<Value> values, Optional<Called> called) {
  /**
   * A value in WebAssembly's own terms.
   *
   * @param operand whether it is an operand, at a height of the stack; else it is a local
   * @param index that height, from 0 at the function's start; or the local's number
   */
  public record Value(boolean operand, int index, ValueType type) {}

  /**
   * A call.
   *
   * @param function absent for a call through a table
   */
  public record Called(OptionalInt function, FunctionType type) {
    /** Whether a frame of this function can be the next inner one. */
    public boolean accepts(int inner, FunctionType innerType) {
      return function.isPresent() ? function.getAsInt() == inner : type.equals(innerType);
    }
  }

  static Optional<Safepoint> of(FunctionUnit unit, int offset) {
    if (offset == Frame.Compiled.ENTRY) {
      return Optional.of(new Safepoint(values(unit.analysis.neededAtEntry()), Optional.empty()));
    }
    return Outline.siteAt(offset, unit.body)
        .map(
            site ->
                new Safepoint(
                    values(unit.analysis.neededAt(site)),
                    site instanceof Call call
                        ? Optional.of(called(call, unit.layout.module))
                        : Optional.empty()));
  }

  private static Called called(Call call, Module module) {
    return switch (call.callee()) {
      case Direct(int function) ->
          new Called(OptionalInt.of(function), module.functionType(function));
      case Statement.Indirect(int type, int table, Expr entry) ->
          new Called(OptionalInt.empty(), module.types().get(type));
    };
  }

  private static List<Value> values(List<Place> places) {
    return places.stream()
        .map(
            place ->
                switch (place) {
                  case Local(int index, ValueType type) -> new Value(false, index, type);
                  case Slot(int height, ValueType type) -> new Value(true, height, type);
                })
        .toList();
  }
}
