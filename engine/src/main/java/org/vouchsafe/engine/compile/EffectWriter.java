package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static org.vouchsafe.engine.compile.Names.MEMORY;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import org.vouchsafe.engine.compile.Statement.Effect;

/** Writes the instructions that change something outside the function and give no value. */
final class EffectWriter {
  private final CodeBuilder code;
  private final ExprEmitter values;
  private final Layout layout;

  EffectWriter(CodeBuilder code, ExprEmitter values, Layout layout) {
    this.code = code;
    this.values = values;
    this.layout = layout;
  }

  void emit(Effect effect) {
    List<Expr> operands = effect.operands();
    int index = (int) effect.immediate();
    switch (effect.op()) {
      case GLOBAL_SET -> setGlobal(index, operands.get(0));
      case DATA_DROP -> drop("data", index, CD_byte);
      case ELEM_DROP -> drop("elements", index, CD_Object);
      case MEMORY_FILL -> memory("fill", operands);
      case MEMORY_COPY -> memory("copy", operands);
      case MEMORY_INIT -> {
        values.memoryObject();
        values.emit(operands.get(0));
        segment("data", index, CD_byte.arrayType());
        values.emit(operands.get(1));
        values.emit(operands.get(2));
        code.invokevirtual(
            MEMORY,
            "init",
            MethodTypeDesc.of(CD_void, CD_int, CD_byte.arrayType(), CD_int, CD_int));
      }
      case TABLE_SET -> {
        values.tableAt(index);
        table("set", operands, CD_int, CD_Object);
      }
      case TABLE_FILL -> {
        values.tableAt(index);
        table("fill", operands, CD_int, CD_Object, CD_int);
      }
      case TABLE_COPY -> {
        values.tableAt(index);
        values.emit(operands.get(0));
        values.tableAt(effect.index2());
        values.emit(operands.get(1));
        values.emit(operands.get(2));
        code.invokevirtual(
            Names.TABLE, "copy", MethodTypeDesc.of(CD_void, CD_int, Names.TABLE, CD_int, CD_int));
      }
      case TABLE_INIT -> {
        values.tableAt(effect.index2());
        values.emit(operands.get(0));
        segment("elements", index, CD_Object.arrayType());
        values.emit(operands.get(1));
        values.emit(operands.get(2));
        code.invokevirtual(
            Names.TABLE,
            "init",
            MethodTypeDesc.of(CD_void, CD_int, CD_Object.arrayType(), CD_int, CD_int));
      }
      default -> {
        values.instance();
        values.emit(operands.get(0));
        values.emit(operands.get(1));
        code.loadConstant(index);
        Values.invoke(
            code,
            Names.ACCESS,
            ExprEmitter.accessor(effect.op()),
            CD_void,
            Names.INSTANCE,
            CD_int,
            Names.type(operands.get(1).type()),
            CD_int);
      }
    }
  }

  private void memory(String name, List<Expr> operands) {
    values.memoryObject();
    for (Expr operand : operands) {
      values.emit(operand);
    }
    values.instance();
    code.invokevirtual(
        MEMORY, name, MethodTypeDesc.of(CD_void, CD_int, CD_int, CD_int, Names.INSTANCE));
  }

  private void table(String name, List<Expr> operands, ClassDesc... parameters) {
    for (Expr operand : operands) {
      values.emit(operand);
    }
    code.invokevirtual(Names.TABLE, name, MethodTypeDesc.of(CD_void, parameters));
  }

  private void segment(String segments, int index, ClassDesc type) {
    values.instance();
    code.getfield(Names.INSTANCE, segments, type.arrayType());
    code.loadConstant(index);
    code.aaload();
  }

  /** A dropped segment is an empty one. */
  private void drop(String segments, int index, ClassDesc element) {
    values.instance();
    code.getfield(Names.INSTANCE, segments, element.arrayType().arrayType());
    code.loadConstant(index);
    code.iconst_0();
    if (element.isPrimitive()) {
      code.newarray(TypeKind.BYTE);
    } else {
      code.anewarray(element);
    }
    code.aastore();
  }

  private void setGlobal(int global, Expr value) {
    values.instance();
    if (!layout.isShared(global)) {
      values.emit(value);
      code.putfield(Names.PROGRAM, Layout.field(global), Names.type(value.type()));
      return;
    }
    code.getfield(Names.INSTANCE, "globals", Names.GLOBAL.arrayType());
    code.loadConstant(global);
    code.aaload();
    values.emit(value);
    if (value.type().isReference()) {
      code.putfield(Names.GLOBAL, "reference", CD_Object);
    } else {
      Values.toBits(code, value.type());
      code.putfield(Names.GLOBAL, "bits", CD_long);
    }
  }
}
