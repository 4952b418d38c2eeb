package org.vouchsafe.processor.wasm;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.processor.wasi.Wasi;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.Export;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.ValType;

/** A module that was parsed, validated and compiled. Immutable; many instances share it. */
public final class Program {
  private static final String START = "_start";

  private final WasmModule module;
  private final Function<Instance, Machine> machines;

  /** Names, and whether the export returns a number. */
  private final Map<String, Boolean> entries;

  private final boolean command;

  Program(WasmModule module, Function<Instance, Machine> machines) throws RefusedException {
    this.module = module;
    this.machines = machines;
    this.entries = new TreeMap<>();
    boolean start = false;
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      Export export = module.exportSection().getExport(i);
      if (isEntry(export)) {
        entries.put(export.name(), !functionType(export.index()).returns().isEmpty());
        start |= export.name().equals(START);
      }
    }
    this.command = start;
    requireOnlyWasi();
  }

  /** An export that can be called from outside: {@code () -> ()} or {@code () -> i32}. */
  private boolean isEntry(Export export) {
    if (export.exportType() != ExternalType.FUNCTION) {
      return false;
    }
    FunctionType type = functionType(export.index());
    return type.params().isEmpty()
        && (type.returns().isEmpty()
            || (type.returns().size() == 1 && type.returns().get(0).equals(ValType.I32)));
  }

  private FunctionType functionType(int index) {
    int imported = 0;
    for (int i = 0; i < module.importSection().importCount(); i++) {
      if (module.importSection().getImport(i) instanceof FunctionImport function) {
        if (imported == index) {
          return module.typeSection().getType(function.typeIndex());
        }
        imported++;
      }
    }
    return module.typeSection().getType(module.functionSection().getFunctionType(index - imported));
  }

  private void requireOnlyWasi() throws RefusedException {
    Set<String> offered = WasiImports.NAMES;
    for (int i = 0; i < module.importSection().importCount(); i++) {
      Import wanted = module.importSection().getImport(i);
      if (!(wanted instanceof FunctionImport)
          || !wanted.module().equals(Wasi.MODULE)
          || !offered.contains(wanted.name())) {
        throw ModuleScan.malformed(
            "an import that is not a function of "
                + Wasi.MODULE
                + ": "
                + shortened(wanted.module())
                + "."
                + shortened(wanted.name()));
      }
    }
  }

  private static String shortened(String name) {
    return name.length() <= 64 ? name : name.substring(0, 64) + "…";
  }

  WasmModule module() {
    return module;
  }

  Function<Instance, Machine> machines() {
    return machines;
  }

  /** Whether it is a command, with {@code _start}; otherwise it is a reactor. */
  public boolean isCommand() {
    return command;
  }

  /** Whether there is an export of this name that can be invoked. */
  public boolean hasEntry(String name) {
    return entries.containsKey(name);
  }

  /** Whether the export returns an i32. */
  public boolean returnsNumber(String name) {
    return entries.getOrDefault(name, false);
  }
}
