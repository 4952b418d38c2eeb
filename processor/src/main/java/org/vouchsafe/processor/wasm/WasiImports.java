package org.vouchsafe.processor.wasm;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vouchsafe.processor.wasi.GuestMemory;
import org.vouchsafe.processor.wasi.Wasi;
import org.vouchsafe.processor.wasi.WasiFunction;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportFunction;
import run.endive.runtime.ImportValues;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.ValType;

/** Gives a module the functions of WASI that it imports, in the engine's terms. */
final class WasiImports {
  static final Set<String> NAMES = names();

  private WasiImports() {}

  private static Set<String> names() {
    Set<String> names = new TreeSet<>();
    new Wasi(List.of(), Map.of(), Map.of(), 8, 1024, new SecureRandom())
        .functions()
        .forEach(function -> names.add(function.name()));
    return names;
  }

  static ImportValues of(WasmModule module, Wasi wasi) {
    Map<String, WasiFunction> offered = new HashMap<>();
    wasi.functions().forEach(function -> offered.put(function.name(), function));
    List<ImportFunction> imports = new ArrayList<>();
    Set<String> done = new TreeSet<>();
    for (int i = 0; i < module.importSection().importCount(); i++) {
      String name = module.importSection().getImport(i).name();
      WasiFunction function = offered.get(name);
      if (function != null && done.add(name)) {
        imports.add(bind(function));
      }
    }
    return ImportValues.builder().addFunction(imports.toArray(new ImportFunction[0])).build();
  }

  private static HostFunction bind(WasiFunction function) {
    List<ValType> parameters = new ArrayList<>();
    for (char letter : function.parameters().toCharArray()) {
      parameters.add(letter == 'i' ? ValType.I32 : ValType.I64);
    }
    List<ValType> returns = function.answers() ? List.of(ValType.I32) : List.of();
    // A program without a memory still gets an errno, not a crash.
    GuestMemory none = new LinearMemory(new MemoryLimits(0, 0), new MemoryLimit(NOTHING, 0));
    return new HostFunction(
        Wasi.MODULE,
        function.name(),
        FunctionType.of(parameters, returns),
        (instance, arguments) -> {
          GuestMemory memory = instance.memory() instanceof GuestMemory own ? own : none;
          return new long[] {function.call(memory, arguments)};
        });
  }

  private static final MemoryBudget NOTHING = new MemoryBudget(0);
}
