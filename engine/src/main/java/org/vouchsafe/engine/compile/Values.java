package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_Float;
import static java.lang.constant.ConstantDescs.CD_Integer;
import static java.lang.constant.ConstantDescs.CD_Long;
import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.ValueType;

/**
 * How values are kept, as numbers of 64 bits or as references, where their type is not the VM's.
 */
final class Values {
  private Values() {}

  static TypeKind kind(ValueType type) {
    return switch (type) {
      case I32 -> TypeKind.INT;
      case I64 -> TypeKind.LONG;
      case F32 -> TypeKind.FLOAT;
      case F64 -> TypeKind.DOUBLE;
      default -> TypeKind.REFERENCE;
    };
  }

  static void invoke(
      CodeBuilder code, ClassDesc owner, String name, ClassDesc result, ClassDesc... parameters) {
    code.invokestatic(owner, name, MethodTypeDesc.of(result, parameters));
  }

  static void constant(CodeBuilder code, ValueType type, long bits) {
    switch (type) {
      case I32 -> code.loadConstant((int) bits);
      case I64 -> code.loadConstant(bits);
      case F32 -> {
        float value = Float.intBitsToFloat((int) bits);
        if (Float.isNaN(value)) {
          // A constant of the class file may lose what makes this NaN another than that.
          code.loadConstant((int) bits);
          invoke(code, CD_Float, "intBitsToFloat", CD_float, CD_int);
        } else {
          code.loadConstant(value);
        }
      }
      case F64 -> {
        double value = Double.longBitsToDouble(bits);
        if (Double.isNaN(value)) {
          code.loadConstant(bits);
          invoke(code, CD_Double, "longBitsToDouble", CD_double, CD_long);
        } else {
          code.loadConstant(value);
        }
      }
      default -> code.aconst_null();
    }
  }

  /** From a number of the VM to 64 bits. */
  static void toBits(CodeBuilder code, ValueType type) {
    switch (type) {
      case I32 -> code.i2l();
      case F32 -> {
        invoke(code, CD_Float, "floatToRawIntBits", CD_int, CD_float);
        code.i2l();
      }
      case F64 -> invoke(code, CD_Double, "doubleToRawLongBits", CD_long, CD_double);
      default -> {}
    }
  }

  /** Back again. */
  static void fromBits(CodeBuilder code, ValueType type) {
    switch (type) {
      case I32 -> code.l2i();
      case F32 -> {
        code.l2i();
        invoke(code, CD_Float, "intBitsToFloat", CD_float, CD_int);
      }
      case F64 -> invoke(code, CD_Double, "longBitsToDouble", CD_double, CD_long);
      default -> {}
    }
  }

  static void cast(CodeBuilder code, ValueType type) {
    if (type == ValueType.FUNCREF) {
      code.checkcast(Names.FUNCTION);
    }
  }

  static void box(CodeBuilder code, ValueType type) {
    if (!type.isReference()) {
      ClassDesc boxed = boxed(type);
      invoke(code, boxed, "valueOf", boxed, Names.type(type));
    }
  }

  static void unbox(CodeBuilder code, ValueType type) {
    if (type.isReference()) {
      cast(code, type);
      return;
    }
    ClassDesc boxed = boxed(type);
    code.checkcast(boxed);
    String name = Names.type(type).displayName() + "Value";
    code.invokevirtual(boxed, name, MethodTypeDesc.of(Names.type(type)));
  }

  private static ClassDesc boxed(ValueType type) {
    return switch (type) {
      case I32 -> CD_Integer;
      case I64 -> CD_Long;
      case F32 -> CD_Float;
      default -> CD_Double;
    };
  }

  /** Takes results out of the instance that is on top of the stack, into an array of objects. */
  static void boxResults(CodeBuilder code, FunctionType type, int instanceVariable) {
    int count = type.results().size();
    code.loadConstant(count);
    code.anewarray(CD_Object);
    for (int i = 0; i < count; i++) {
      code.dup();
      code.loadConstant(i);
      result(code, type.results().get(i), i, instanceVariable);
      box(code, type.results().get(i));
      code.aastore();
    }
  }

  /** Loads the i-th of several results. */
  static void result(CodeBuilder code, ValueType type, int index, int instanceVariable) {
    code.aload(instanceVariable);
    if (type.isReference()) {
      code.getfield(Names.INSTANCE, "references", CD_Object.arrayType());
      code.loadConstant(index);
      code.aaload();
      cast(code, type);
    } else {
      code.getfield(Names.INSTANCE, "results", CD_long.arrayType());
      code.loadConstant(index);
      code.laload();
      fromBits(code, type);
    }
  }
}
