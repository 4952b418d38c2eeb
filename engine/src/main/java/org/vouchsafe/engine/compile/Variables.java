package org.vouchsafe.engine.compile;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vouchsafe.engine.compile.Expr.Local;
import org.vouchsafe.engine.compile.Expr.Place;
import org.vouchsafe.engine.compile.Expr.Slot;
import org.vouchsafe.engine.module.ValueType;

/** Which variable of the virtual machine a place is. Each keeps one type. */
final class Variables {
  private final int[] locals;
  private final int instance;
  private final Map<Slot, Integer> slots = new HashMap<>();
  private int next;

  /** Parameters first, then the instance, then the other locals: as a compiled method has them. */
  Variables(List<ValueType> localTypes, int parameters) {
    locals = new int[localTypes.size()];
    for (int i = 0; i < parameters; i++) {
      locals[i] = take(localTypes.get(i));
    }
    instance = next++;
    for (int i = parameters; i < locals.length; i++) {
      locals[i] = take(localTypes.get(i));
    }
  }

  private int take(ValueType type) {
    int variable = next;
    next += type == ValueType.I64 || type == ValueType.F64 ? 2 : 1;
    return variable;
  }

  int instance() {
    return instance;
  }

  int of(Place place) {
    return switch (place) {
      case Local local -> locals[local.index()];
      case Slot slot -> slots.computeIfAbsent(slot, s -> take(s.type()));
    };
  }
}
