package org.vouchsafe.engine.compile;

import java.lang.constant.ClassDesc;
import java.util.BitSet;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.Module.Export;
import org.vouchsafe.engine.module.Module.Import;

/** Where a module's functions and globals are found. */
final class Layout {
  /** Few enough that a class is compiled soon, many enough that there are not too many classes. */
  private static final int FUNCTIONS_PER_CLASS = 64;

  final Module module;
  private final BitSet shared = new BitSet();

  Layout(Module module) {
    this.module = module;
    int imported = 0;
    for (Import from : module.imports()) {
      if (from.type() instanceof org.vouchsafe.engine.module.ExternType.Global) {
        imported++;
      }
    }
    shared.set(0, imported);
    for (Export export : module.exports()) {
      if (export.kind() == Module.Kind.GLOBAL) {
        shared.set(export.index());
      }
    }
  }

  boolean isImported(int function) {
    return function < module.importedFunctions();
  }

  ClassDesc owner(int function) {
    return code((function - module.importedFunctions()) / FUNCTIONS_PER_CLASS);
  }

  int codeClasses() {
    int own = module.functionCount() - module.importedFunctions();
    return (own + FUNCTIONS_PER_CLASS - 1) / FUNCTIONS_PER_CLASS;
  }

  int firstFunction(int codeClass) {
    return module.importedFunctions() + codeClass * FUNCTIONS_PER_CLASS;
  }

  int endFunction(int codeClass) {
    return Math.min(module.functionCount(), firstFunction(codeClass) + FUNCTIONS_PER_CLASS);
  }

  static ClassDesc code(int number) {
    return ClassDesc.of(Names.PACKAGE, "Code" + number);
  }

  static String name(int function) {
    return "f" + function;
  }

  /** Which function a method belongs to: a region's name begins with its function's. */
  static int functionOf(String method) {
    int end = method.indexOf('_');
    return Integer.parseInt(method.substring(1, end < 0 ? method.length() : end));
  }

  /** Whether others may see a global: then it is an object of its own, else a field. */
  boolean isShared(int global) {
    return shared.get(global);
  }

  static String field(int global) {
    return "g" + global;
  }
}
