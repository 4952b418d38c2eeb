package org.vouchsafe.engine.compile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.compile.Statement.Label;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Op;

/** A block that is open: what stands before it, and what it becomes when it ends. */
final class OpenBlock {
  final Op op;
  final FunctionType type;
  final Label label;
  final List<Statement> outer;
  final int offset;
  final @Nullable Expr condition;
  List<Statement> body = new ArrayList<>();
  @Nullable List<Statement> then;

  OpenBlock(
      Op op,
      FunctionType type,
      Label label,
      List<Statement> outer,
      int offset,
      @Nullable Expr condition) {
    this.op = op;
    this.type = type;
    this.label = label;
    this.outer = outer;
    this.offset = offset;
    this.condition = condition;
  }

  int height() {
    return label.height;
  }
}
