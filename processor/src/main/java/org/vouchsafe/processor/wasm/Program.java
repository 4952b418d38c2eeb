package org.vouchsafe.processor.wasm;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.engine.compile.CompiledModule;
import org.vouchsafe.engine.compile.Compiler;
import org.vouchsafe.engine.compile.LinkException;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.Module.Export;
import org.vouchsafe.engine.module.Module.Import;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Store;
import org.vouchsafe.processor.wasi.Wasi;

/** A module that was parsed, validated and compiled. Immutable; many instances share it. */
public final class Program {
  private static final String START = "_start";

  private final Compiler compiler;
  private final CompiledModule compiled;

  /** Names, and whether the export returns a number. */
  private final Map<String, Boolean> entries;

  private final boolean command;

  private Program(
      Compiler compiler, CompiledModule compiled, Map<String, Boolean> entries, boolean command) {
    this.compiler = compiler;
    this.compiled = compiled;
    this.entries = entries;
    this.command = command;
  }

  /**
   * Compiles a valid module.
   *
   * @throws RefusedException PROGRAM_MALFORMED when it imports anything but WASI
   */
  static Program of(Module module) throws RefusedException {
    requireOnlyWasi(module);
    Map<String, Boolean> entries = new TreeMap<>();
    for (Export export : module.exports()) {
      if (export.kind() == Module.Kind.FUNCTION) {
        FunctionType type = module.functionType(export.index());
        if (isEntry(type)) {
          entries.put(export.name(), !type.results().isEmpty());
        }
      }
    }
    Compiler compiler = new Compiler();
    return new Program(
        compiler, compiler.compile(module), entries, entries.containsKey(START));
  }

  /** What can be called from outside: {@code () -> ()} or {@code () -> i32}. */
  private static boolean isEntry(FunctionType type) {
    return type.parameters().isEmpty()
        && (type.results().isEmpty() || type.results().equals(List.of(ValueType.I32)));
  }

  private static void requireOnlyWasi(Module module) throws RefusedException {
    Set<String> offered = WasiImports.NAMES;
    for (Import wanted : module.imports()) {
      if (!(wanted.type() instanceof FunctionType)
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

  /**
   * Makes an instance; nothing of it has run.
   *
   * @throws LinkException when it imports a function as what it is not
   */
  CompiledModule.Instantiated link(Wasi wasi, Store store) throws LinkException {
    return compiled.link(new WasiImports(compiler, wasi), store);
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
