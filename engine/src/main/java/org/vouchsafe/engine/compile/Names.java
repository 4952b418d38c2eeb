package org.vouchsafe.engine.compile;

import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Access;
import org.vouchsafe.engine.runtime.Arithmetic;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.Global;
import org.vouchsafe.engine.runtime.Instance;
import org.vouchsafe.engine.runtime.Memory;
import org.vouchsafe.engine.runtime.Table;
import org.vouchsafe.engine.runtime.Unwind;

/** What things of WebAssembly are called in the Java virtual machine. */
final class Names {
  static final String PACKAGE = "org.vouchsafe.engine.code";

  static final ClassDesc INSTANCE = Instance.class.describeConstable().orElseThrow();
  static final ClassDesc FUNCTION = Function.class.describeConstable().orElseThrow();
  static final ClassDesc TABLE = Table.class.describeConstable().orElseThrow();
  static final ClassDesc MEMORY = Memory.class.describeConstable().orElseThrow();
  static final ClassDesc GLOBAL = Global.class.describeConstable().orElseThrow();
  static final ClassDesc ACCESS = Access.class.describeConstable().orElseThrow();
  static final ClassDesc ARITHMETIC = Arithmetic.class.describeConstable().orElseThrow();

  static final ClassDesc UNWIND = Unwind.class.describeConstable().orElseThrow();

  /** A module's own class of instances, within the module's class loader. */
  static final ClassDesc PROGRAM = ClassDesc.of(PACKAGE, "Program");

  private Names() {}

  static ClassDesc type(ValueType type) {
    return switch (type) {
      case I32 -> ConstantDescs.CD_int;
      case I64 -> ConstantDescs.CD_long;
      case F32 -> ConstantDescs.CD_float;
      case F64 -> ConstantDescs.CD_double;
      case FUNCREF -> FUNCTION;
      case EXTERNREF -> ConstantDescs.CD_Object;
      case V128 -> throw new IllegalStateException("v128 has no type in the virtual machine");
    };
  }

  /** Several results travel by way of the instance. */
  static ClassDesc result(FunctionType type) {
    return type.results().size() == 1 ? type(type.results().get(0)) : ConstantDescs.CD_void;
  }

  /** A function compiled: its parameters, then the instance. */
  static MethodTypeDesc compiled(FunctionType type) {
    return method(type, PROGRAM);
  }

  /** A function called through a reference: its parameters, then who calls. */
  static MethodTypeDesc called(FunctionType type) {
    return method(type, INSTANCE);
  }

  static MethodTypeDesc method(FunctionType type, ClassDesc... more) {
    List<ClassDesc> parameters = new ArrayList<>();
    type.parameters().forEach(parameter -> parameters.add(type(parameter)));
    parameters.addAll(List.of(more));
    return MethodTypeDesc.of(result(type), parameters);
  }

  /** The class of all functions of a type. */
  static ClassDesc signature(FunctionType type) {
    return ClassDesc.of(PACKAGE, "T" + letters(type.parameters()) + "_" + letters(type.results()));
  }

  /** The class that writes values of these types down. */
  static ClassDesc recorder(List<ValueType> types) {
    return ClassDesc.of(PACKAGE, "Recorder" + letters(types));
  }

  static MethodTypeDesc recording(List<ValueType> types) {
    List<ClassDesc> parameters = new ArrayList<>(List.of(UNWIND));
    types.forEach(type -> parameters.add(type(type)));
    return MethodTypeDesc.of(UNWIND, parameters);
  }

  private static String letters(List<ValueType> types) {
    StringBuilder letters = new StringBuilder();
    for (ValueType type : types) {
      letters.append(type.letter());
    }
    return letters.toString();
  }
}
