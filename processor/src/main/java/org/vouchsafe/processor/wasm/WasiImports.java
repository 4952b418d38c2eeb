package org.vouchsafe.processor.wasm;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.compile.CompiledModule;
import org.vouchsafe.engine.compile.Compiler;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Boxes;
import org.vouchsafe.engine.runtime.HostFunction;
import org.vouchsafe.processor.wasi.Wasi;
import org.vouchsafe.processor.wasi.WasiFunction;

/** Gives a module the functions of WASI that it imports, in the engine's terms. */
final class WasiImports implements CompiledModule.Imports {
  static final Set<String> NAMES = names();

  private final Compiler compiler;
  private final Map<String, WasiFunction> offered = new HashMap<>();

  /**
   * @param compiler which compiled the module
   */
  WasiImports(Compiler compiler, Wasi wasi) {
    this.compiler = compiler;
    wasi.functions().forEach(function -> offered.put(function.name(), function));
  }

  private static Set<String> names() {
    Set<String> names = new TreeSet<>();
    new Wasi(List.of(), Map.of(), Map.of(), 8, 1024, new SecureRandom())
        .functions()
        .forEach(function -> names.add(function.name()));
    return names;
  }

  @Override
  public @Nullable Object find(Module.Import wanted) {
    WasiFunction function =
        wanted.module().equals(Wasi.MODULE) ? offered.get(wanted.name()) : null;
    return function == null ? null : compiler.host(type(function), body(function));
  }

  private static FunctionType type(WasiFunction function) {
    List<ValueType> parameters = new ArrayList<>();
    for (char letter : function.parameters().toCharArray()) {
      parameters.add(letter == 'i' ? ValueType.I32 : ValueType.I64);
    }
    return new FunctionType(
        List.copyOf(parameters), function.answers() ? List.of(ValueType.I32) : List.of());
  }

  private static HostFunction body(WasiFunction function) {
    return (caller, arguments) -> {
      long[] bits = new long[arguments.length];
      for (int i = 0; i < bits.length; i++) {
        bits[i] = Boxes.bits(arguments[i]);
      }
      int errno = function.call(new LinearMemory(caller.memory), bits);
      return function.answers() ? new Object[] {errno} : new Object[0];
    };
  }
}
