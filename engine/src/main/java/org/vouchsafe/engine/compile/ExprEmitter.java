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
import static org.vouchsafe.engine.compile.Names.ACCESS;
import static org.vouchsafe.engine.compile.Names.ARITHMETIC;
import static org.vouchsafe.engine.compile.Names.FUNCTION;
import static org.vouchsafe.engine.compile.Values.invoke;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import org.vouchsafe.engine.compile.Expr.Const;
import org.vouchsafe.engine.compile.Expr.Operation;
import org.vouchsafe.engine.compile.Expr.Place;
import org.vouchsafe.engine.module.Op;
import org.vouchsafe.engine.module.ValueType;

/** Writes the code that computes a value. */
final class ExprEmitter {
  private static final ClassDesc CD_Math = ClassDesc.of("java.lang.Math");
  private static final long UNSIGNED = 0xFFFF_FFFFL;

  private final CodeBuilder code;
  private final Variables variables;
  private final Layout layout;

  ExprEmitter(CodeBuilder code, Variables variables, Layout layout) {
    this.code = code;
    this.variables = variables;
    this.layout = layout;
  }

  void emit(Expr value) {
    switch (value) {
      case Const(long bits, ValueType type) -> Values.constant(code, type, bits);
      case Place place -> variables.load(place);
      case Operation operation -> emit(operation);
    }
  }

  void instance() {
    variables.loadInstance();
  }

  private void emit(Operation operation) {
    Op op = operation.op();
    if (op.accessesMemory()) {
      instance();
      emit(operation.operands().get(0));
      code.loadConstant((int) operation.immediate());
      invoke(
          code, ACCESS, accessor(op), Names.type(operation.type()), Names.INSTANCE, CD_int, CD_int);
      return;
    }
    if (Conditions.isCondition(op)) {
      Label no = code.newLabel();
      Label end = code.newLabel();
      new Conditions(code, this).branch(operation, no, false);
      code.iconst_1();
      code.goto_(end);
      code.labelBinding(no);
      code.iconst_0();
      code.labelBinding(end);
      return;
    }
    switch (op) {
      case SELECT -> select(operation);
      case GLOBAL_GET -> global(operation);
      case TABLE_GET, TABLE_SIZE, TABLE_GROW -> table(operation);
      case MEMORY_SIZE, MEMORY_GROW -> memory(operation);
      case REF_FUNC -> {
        instance();
        code.getfield(Names.INSTANCE, "functions", FUNCTION.arrayType());
        code.loadConstant((int) operation.immediate());
        code.aaload();
      }
      default -> {
        for (Expr operand : operation.operands()) {
          emit(operand);
        }
        numeric(op);
      }
    }
  }

  /** {@code I32_LOAD8_U} becomes {@code i32Load8U}. */
  static String accessor(Op op) {
    String name = op.name();
    int split = name.indexOf('_');
    String access = name.substring(split + 1);
    return name.substring(0, split).toLowerCase(java.util.Locale.ROOT)
        + (access.startsWith("LOAD") ? "Load" + access.substring(4) : "Store" + access.substring(5))
            .replace("_", "");
  }

  private void select(Operation operation) {
    // Both are computed, whatever the condition: they may trap.
    emit(operation.operands().get(0));
    emit(operation.operands().get(1));
    boolean wide = operation.type() == ValueType.I64 || operation.type() == ValueType.F64;
    Label second = code.newLabel();
    Label end = code.newLabel();
    new Conditions(code, this).branch(operation.operands().get(2), second, false);
    if (wide) {
      code.pop2();
    } else {
      code.pop();
    }
    code.goto_(end);
    code.labelBinding(second);
    if (wide) {
      code.dup2_x2();
      code.pop2();
      code.pop2();
    } else {
      code.swap();
      code.pop();
    }
    code.labelBinding(end);
  }

  private void global(Operation operation) {
    int global = (int) operation.immediate();
    instance();
    if (!layout.isShared(global)) {
      code.getfield(Names.PROGRAM, Layout.field(global), Names.type(operation.type()));
      return;
    }
    code.getfield(Names.INSTANCE, "globals", Names.GLOBAL.arrayType());
    code.loadConstant(global);
    code.aaload();
    if (operation.type().isReference()) {
      code.getfield(Names.GLOBAL, "reference", CD_Object);
      Values.cast(code, operation.type());
    } else {
      code.getfield(Names.GLOBAL, "bits", CD_long);
      Values.fromBits(code, operation.type());
    }
  }

  void tableAt(int index) {
    instance();
    code.getfield(Names.INSTANCE, "tables", Names.TABLE.arrayType());
    code.loadConstant(index);
    code.aaload();
  }

  private void table(Operation operation) {
    tableAt((int) operation.immediate());
    for (Expr operand : operation.operands()) {
      emit(operand);
    }
    switch (operation.op()) {
      case TABLE_GET -> {
        code.invokevirtual(Names.TABLE, "get", MethodTypeDesc.of(CD_Object, CD_int));
        Values.cast(code, operation.type());
      }
      case TABLE_SIZE -> code.invokevirtual(Names.TABLE, "size", MethodTypeDesc.of(CD_int));
      default ->
          code.invokevirtual(Names.TABLE, "grow", MethodTypeDesc.of(CD_int, CD_Object, CD_int));
    }
  }

  void memoryObject() {
    instance();
    code.getfield(Names.INSTANCE, "memory", Names.MEMORY);
  }

  private void memory(Operation operation) {
    memoryObject();
    if (operation.op() == Op.MEMORY_SIZE) {
      code.invokevirtual(Names.MEMORY, "size", MethodTypeDesc.of(CD_int));
    } else {
      emit(operation.operands().get(0));
      code.invokevirtual(Names.MEMORY, "grow", MethodTypeDesc.of(CD_int, CD_int));
    }
  }

  private void call(ClassDesc owner, String name, ClassDesc result, ClassDesc... parameters) {
    invoke(code, owner, name, result, parameters);
  }

  private void numeric(Op op) {
    switch (op) {
      case I32_CLZ -> call(CD_Integer, "numberOfLeadingZeros", CD_int, CD_int);
      case I32_CTZ -> call(CD_Integer, "numberOfTrailingZeros", CD_int, CD_int);
      case I32_POPCNT -> call(CD_Integer, "bitCount", CD_int, CD_int);
      case I32_ADD -> code.iadd();
      case I32_SUB -> code.isub();
      case I32_MUL -> code.imul();
      case I32_DIV_S -> call(ARITHMETIC, "divS", CD_int, CD_int, CD_int);
      case I32_DIV_U -> call(CD_Integer, "divideUnsigned", CD_int, CD_int, CD_int);
      case I32_REM_S -> code.irem();
      case I32_REM_U -> call(CD_Integer, "remainderUnsigned", CD_int, CD_int, CD_int);
      case I32_AND -> code.iand();
      case I32_OR -> code.ior();
      case I32_XOR -> code.ixor();
      case I32_SHL -> code.ishl();
      case I32_SHR_S -> code.ishr();
      case I32_SHR_U -> code.iushr();
      case I32_ROTL -> call(CD_Integer, "rotateLeft", CD_int, CD_int, CD_int);
      case I32_ROTR -> call(CD_Integer, "rotateRight", CD_int, CD_int, CD_int);
      case I64_CLZ -> widened("numberOfLeadingZeros");
      case I64_CTZ -> widened("numberOfTrailingZeros");
      case I64_POPCNT -> widened("bitCount");
      case I64_ADD -> code.ladd();
      case I64_SUB -> code.lsub();
      case I64_MUL -> code.lmul();
      case I64_DIV_S -> call(ARITHMETIC, "divS", CD_long, CD_long, CD_long);
      case I64_DIV_U -> call(CD_Long, "divideUnsigned", CD_long, CD_long, CD_long);
      case I64_REM_S -> code.lrem();
      case I64_REM_U -> call(CD_Long, "remainderUnsigned", CD_long, CD_long, CD_long);
      case I64_AND -> code.land();
      case I64_OR -> code.lor();
      case I64_XOR -> code.lxor();
      case I64_SHL -> code.l2i().lshl();
      case I64_SHR_S -> code.l2i().lshr();
      case I64_SHR_U -> code.l2i().lushr();
      case I64_ROTL -> {
        code.l2i();
        call(CD_Long, "rotateLeft", CD_long, CD_long, CD_int);
      }
      case I64_ROTR -> {
        code.l2i();
        call(CD_Long, "rotateRight", CD_long, CD_long, CD_int);
      }
      default -> floating(op);
    }
  }

  private void widened(String name) {
    call(CD_Long, name, CD_int, CD_long);
    code.i2l();
  }

  private void floating(Op op) {
    switch (op) {
      case F32_ABS -> call(CD_Math, "abs", CD_float, CD_float);
      case F32_NEG -> code.fneg();
      case F32_CEIL -> call(ARITHMETIC, "ceil", CD_float, CD_float);
      case F32_FLOOR -> call(ARITHMETIC, "floor", CD_float, CD_float);
      case F32_TRUNC -> call(ARITHMETIC, "trunc", CD_float, CD_float);
      case F32_NEAREST -> call(ARITHMETIC, "nearest", CD_float, CD_float);
      case F32_SQRT -> call(ARITHMETIC, "sqrt", CD_float, CD_float);
      case F32_ADD -> code.fadd();
      case F32_SUB -> code.fsub();
      case F32_MUL -> code.fmul();
      case F32_DIV -> code.fdiv();
      case F32_MIN -> call(ARITHMETIC, "min", CD_float, CD_float, CD_float);
      case F32_MAX -> call(ARITHMETIC, "max", CD_float, CD_float, CD_float);
      case F32_COPYSIGN -> call(CD_Math, "copySign", CD_float, CD_float, CD_float);
      case F64_ABS -> call(CD_Math, "abs", CD_double, CD_double);
      case F64_NEG -> code.dneg();
      case F64_CEIL -> call(ARITHMETIC, "ceil", CD_double, CD_double);
      case F64_FLOOR -> call(ARITHMETIC, "floor", CD_double, CD_double);
      case F64_TRUNC -> call(ARITHMETIC, "trunc", CD_double, CD_double);
      case F64_NEAREST -> call(ARITHMETIC, "nearest", CD_double, CD_double);
      case F64_SQRT -> call(CD_Math, "sqrt", CD_double, CD_double);
      case F64_ADD -> code.dadd();
      case F64_SUB -> code.dsub();
      case F64_MUL -> code.dmul();
      case F64_DIV -> code.ddiv();
      case F64_MIN -> call(ARITHMETIC, "min", CD_double, CD_double, CD_double);
      case F64_MAX -> call(ARITHMETIC, "max", CD_double, CD_double, CD_double);
      case F64_COPYSIGN -> call(CD_Math, "copySign", CD_double, CD_double, CD_double);
      default -> conversion(op);
    }
  }

  private void conversion(Op op) {
    switch (op) {
      case I32_WRAP_I64 -> code.l2i();
      case I32_TRUNC_F32_S -> call(ARITHMETIC, "truncS", CD_int, CD_float);
      case I32_TRUNC_F32_U -> {
        code.f2d();
        call(ARITHMETIC, "truncU", CD_int, CD_double);
      }
      case I32_TRUNC_F64_S -> call(ARITHMETIC, "truncS", CD_int, CD_double);
      case I32_TRUNC_F64_U -> call(ARITHMETIC, "truncU", CD_int, CD_double);
      case I64_EXTEND_I32_S -> code.i2l();
      case I64_EXTEND_I32_U -> code.i2l().loadConstant(UNSIGNED).land();
      case I64_TRUNC_F32_S -> {
        code.f2d();
        call(ARITHMETIC, "truncLongS", CD_long, CD_double);
      }
      case I64_TRUNC_F32_U -> {
        code.f2d();
        call(ARITHMETIC, "truncLongU", CD_long, CD_double);
      }
      case I64_TRUNC_F64_S -> call(ARITHMETIC, "truncLongS", CD_long, CD_double);
      case I64_TRUNC_F64_U -> call(ARITHMETIC, "truncLongU", CD_long, CD_double);
      case F32_CONVERT_I32_S -> code.i2f();
      case F32_CONVERT_I32_U -> code.i2l().loadConstant(UNSIGNED).land().l2f();
      case F32_CONVERT_I64_S -> code.l2f();
      case F32_CONVERT_I64_U -> call(ARITHMETIC, "toFloatU", CD_float, CD_long);
      case F32_DEMOTE_F64 -> code.d2f();
      case F64_CONVERT_I32_S -> code.i2d();
      case F64_CONVERT_I32_U -> code.i2l().loadConstant(UNSIGNED).land().l2d();
      case F64_CONVERT_I64_S -> code.l2d();
      case F64_CONVERT_I64_U -> call(ARITHMETIC, "toDoubleU", CD_double, CD_long);
      case F64_PROMOTE_F32 -> code.f2d();
      case I32_REINTERPRET_F32 -> call(CD_Float, "floatToRawIntBits", CD_int, CD_float);
      case I64_REINTERPRET_F64 -> call(CD_Double, "doubleToRawLongBits", CD_long, CD_double);
      case F32_REINTERPRET_I32 -> call(CD_Float, "intBitsToFloat", CD_float, CD_int);
      case F64_REINTERPRET_I64 -> call(CD_Double, "longBitsToDouble", CD_double, CD_long);
      case I32_EXTEND8_S -> code.i2b();
      case I32_EXTEND16_S -> code.i2s();
      case I64_EXTEND8_S -> code.l2i().i2b().i2l();
      case I64_EXTEND16_S -> code.l2i().i2s().i2l();
      case I64_EXTEND32_S -> code.l2i().i2l();
      case I32_TRUNC_SAT_F32_S -> code.f2i();
      case I32_TRUNC_SAT_F32_U -> {
        code.f2d();
        call(ARITHMETIC, "saturateU", CD_int, CD_double);
      }
      case I32_TRUNC_SAT_F64_S -> code.d2i();
      case I32_TRUNC_SAT_F64_U -> call(ARITHMETIC, "saturateU", CD_int, CD_double);
      case I64_TRUNC_SAT_F32_S -> code.f2l();
      case I64_TRUNC_SAT_F32_U -> {
        code.f2d();
        call(ARITHMETIC, "saturateLongU", CD_long, CD_double);
      }
      case I64_TRUNC_SAT_F64_S -> code.d2l();
      case I64_TRUNC_SAT_F64_U -> call(ARITHMETIC, "saturateLongU", CD_long, CD_double);
      default -> throw new IllegalStateException("no code for " + op);
    }
  }
}
