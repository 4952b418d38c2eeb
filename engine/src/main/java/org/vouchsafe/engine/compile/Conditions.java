package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_Integer;
import static java.lang.constant.ConstantDescs.CD_Long;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import org.vouchsafe.engine.compile.Expr.Const;
import org.vouchsafe.engine.compile.Expr.Operation;
import org.vouchsafe.engine.module.Op;

/** Writes branches that depend on a value: comparisons without a detour by way of 0 and 1. */
final class Conditions {
  /** How two values compare. */
  private enum Relation {
    EQ(Opcode.IFEQ, Opcode.IF_ICMPEQ),
    NE(Opcode.IFNE, Opcode.IF_ICMPNE),
    LT(Opcode.IFLT, Opcode.IF_ICMPLT),
    GE(Opcode.IFGE, Opcode.IF_ICMPGE),
    GT(Opcode.IFGT, Opcode.IF_ICMPGT),
    LE(Opcode.IFLE, Opcode.IF_ICMPLE);

    final Opcode withZero;
    final Opcode ofInts;

    Relation(Opcode withZero, Opcode ofInts) {
      this.withZero = withZero;
      this.ofInts = ofInts;
    }

    Relation opposite() {
      return switch (this) {
        case EQ -> NE;
        case NE -> EQ;
        case LT -> GE;
        case GE -> LT;
        case GT -> LE;
        case LE -> GT;
      };
    }
  }

  private final CodeBuilder code;
  private final ExprEmitter values;

  Conditions(CodeBuilder code, ExprEmitter values) {
    this.code = code;
    this.values = values;
  }

  /** Whether an instruction gives 0 or 1 by comparing. */
  static boolean isCondition(Op op) {
    return op == Op.REF_IS_NULL
        || (op.code() >= Op.I32_EQZ.code() && op.code() <= Op.F64_GE.code());
  }

  /** Branches when the value is not zero, or when it is. */
  void branch(Expr value, Label target, boolean whenTrue) {
    if (!(value instanceof Operation operation) || !isCondition(operation.op())) {
      values.emit(value);
      jump(Relation.NE, true, target, whenTrue);
      return;
    }
    Op op = operation.op();
    if (op == Op.I32_EQZ) {
      branch(operation.operands().get(0), target, !whenTrue);
      return;
    }
    values.emit(operation.operands().get(0));
    if (op == Op.REF_IS_NULL) {
      code.branch(whenTrue ? Opcode.IFNULL : Opcode.IFNONNULL, target);
    } else if (op == Op.I64_EQZ) {
      code.lconst_0().lcmp();
      jump(Relation.EQ, true, target, whenTrue);
    } else {
      compare(op, operation.operands().get(1), target, whenTrue);
    }
  }

  private void compare(Op op, Expr second, Label target, boolean whenTrue) {
    String name = op.name();
    Relation relation = Relation.valueOf(name.substring(4, 6));
    if (name.startsWith("I32") && !name.endsWith("_U")) {
      boolean zero = second instanceof Const constant && constant.bits() == 0;
      if (!zero) {
        values.emit(second);
      }
      jump(relation, zero, target, whenTrue);
      return;
    }
    values.emit(second);
    switch (name.charAt(0) == 'F'
        ? name.substring(0, 3)
        : name.substring(0, 3) + name.endsWith("_U")) {
      case "I32true" -> Values.invoke(code, CD_Integer, "compareUnsigned", CD_int, CD_int, CD_int);
      case "I64true" -> Values.invoke(code, CD_Long, "compareUnsigned", CD_int, CD_long, CD_long);
      case "I64false" -> code.lcmp();
      case "F32" -> compareFloats(relation, code::fcmpg, code::fcmpl);
      default -> compareFloats(relation, code::dcmpg, code::dcmpl);
    }
    jump(relation, true, target, whenTrue);
  }

  /** With a NaN, everything but "not equal" is false. */
  private static void compareFloats(Relation relation, Runnable nanIsGreater, Runnable nanIsLess) {
    if (relation == Relation.LT || relation == Relation.LE) {
      nanIsGreater.run();
    } else {
      nanIsLess.run();
    }
  }

  private void jump(Relation relation, boolean withZero, Label target, boolean whenTrue) {
    Relation wanted = whenTrue ? relation : relation.opposite();
    code.branch(withZero ? wanted.withZero : wanted.ofInts, target);
  }
}
