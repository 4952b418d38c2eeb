package org.vouchsafe.engine.text;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.vouchsafe.engine.compile.Compiler;
import org.vouchsafe.engine.module.ExternType;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Global;
import org.vouchsafe.engine.runtime.Memory;
import org.vouchsafe.engine.runtime.Store;
import org.vouchsafe.engine.runtime.Table;

/** The module that every script may import from, as the suite's interpreter has it. */
final class Spectest {
  private static final Map<String, List<ValueType>> PRINTERS =
      Map.of(
          "print", List.of(),
          "print_i32", List.of(ValueType.I32),
          "print_i64", List.of(ValueType.I64),
          "print_f32", List.of(ValueType.F32),
          "print_f64", List.of(ValueType.F64),
          "print_i32_f32", List.of(ValueType.I32, ValueType.F32),
          "print_f64_f64", List.of(ValueType.F64, ValueType.F64));

  private Spectest() {}

  static Map<String, Object> exports(Compiler compiler, Store store) {
    Map<String, Object> exports = new HashMap<>();
    PRINTERS.forEach(
        (name, parameters) ->
            exports.put(
                name,
                compiler.host(
                    new FunctionType(parameters, List.of()),
                    (caller, arguments) -> new Object[0])));
    exports.put("global_i32", constant(ValueType.I32, 666));
    exports.put("global_i64", constant(ValueType.I64, 666));
    exports.put("global_f32", constant(ValueType.F32, Float.floatToRawIntBits(666.6f)));
    exports.put("global_f64", constant(ValueType.F64, Double.doubleToRawLongBits(666.6)));
    exports.put(
        "table", new Table(new ExternType.Table(ValueType.FUNCREF, limits(10, 20)), store, null));
    exports.put("memory", new Memory(new ExternType.Memory(limits(1, 2)), store));
    return exports;
  }

  private static Global constant(ValueType type, long bits) {
    return new Global(new ExternType.Global(type, false), bits, null);
  }

  private static ExternType.Limits limits(long min, long max) {
    return new ExternType.Limits(min, OptionalLong.of(max));
  }
}
