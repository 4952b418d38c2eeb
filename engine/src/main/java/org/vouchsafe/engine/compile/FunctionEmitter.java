package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_byte;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static org.vouchsafe.engine.compile.Names.INSTANCE;
import static org.vouchsafe.engine.compile.Names.MEMORY;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.vouchsafe.engine.compile.Expr.Slot;
import org.vouchsafe.engine.compile.Statement.Assign;
import org.vouchsafe.engine.compile.Statement.Block;
import org.vouchsafe.engine.compile.Statement.Branch;
import org.vouchsafe.engine.compile.Statement.Call;
import org.vouchsafe.engine.compile.Statement.Direct;
import org.vouchsafe.engine.compile.Statement.Effect;
import org.vouchsafe.engine.compile.Statement.Evaluate;
import org.vouchsafe.engine.compile.Statement.If;
import org.vouchsafe.engine.compile.Statement.Indirect;
import org.vouchsafe.engine.compile.Statement.Loop;
import org.vouchsafe.engine.compile.Statement.Moves;
import org.vouchsafe.engine.compile.Statement.Return;
import org.vouchsafe.engine.compile.Statement.Switch;
import org.vouchsafe.engine.compile.Statement.Target;
import org.vouchsafe.engine.compile.Statement.Unreachable;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Trap;

/** Writes the code of one function. */
final class FunctionEmitter {
  private static final ClassDesc TRAP = Trap.class.describeConstable().orElseThrow();
  private static final ClassDesc REASON = Trap.Reason.class.describeConstable().orElseThrow();

  private final CodeBuilder code;
  private final Layout layout;
  private final Module module;
  private final FunctionType type;
  private final List<ValueType> locals;
  private final Variables variables;
  private final ExprEmitter values;
  private final Conditions conditions;
  private final Map<Statement.Label, Label> labels = new IdentityHashMap<>();

  FunctionEmitter(CodeBuilder code, Layout layout, int function) {
    this.code = code;
    this.layout = layout;
    this.module = layout.module;
    this.type = module.functionType(function);
    this.locals = module.locals(function);
    this.variables = new Variables(locals, type.parameters().size());
    this.values = new ExprEmitter(code, variables, layout);
    this.conditions = new Conditions(code, values);
  }

  void emit(List<Statement> body) {
    for (int i = type.parameters().size(); i < locals.size(); i++) {
      Expr.Local local = new Expr.Local(i, locals.get(i));
      Values.constant(code, local.type(), 0);
      values.store(local);
    }
    poll();
    emitAll(body);
  }

  /** Where the program can be stopped: there is one in every loop and in every recursion. */
  private void poll() {
    Label on = code.newLabel();
    values.instance();
    code.getfield(INSTANCE, "stop", CD_int);
    code.ifeq(on);
    values.instance();
    code.invokevirtual(INSTANCE, "poll", MethodTypeDesc.of(CD_void));
    code.labelBinding(on);
  }

  private void emitAll(List<Statement> statements) {
    for (Statement statement : statements) {
      emit(statement);
    }
  }

  private void emit(Statement statement) {
    switch (statement) {
      case Assign(Expr.Place place, Expr value) -> {
        values.emit(value);
        values.store(place);
      }
      case Evaluate(Expr value) -> {
        values.emit(value);
        if (value.type() == ValueType.I64 || value.type() == ValueType.F64) {
          code.pop2();
        } else {
          code.pop();
        }
      }
      case Effect effect -> effect(effect);
      case Call call -> call(call);
      case Block block -> {
        Label end = labelOf(block.label());
        emitAll(block.body());
        code.labelBinding(end);
      }
      case Loop loop -> {
        code.labelBinding(labelOf(loop.label()));
        poll();
        emitAll(loop.body());
      }
      case If choice -> choose(choice);
      case Branch branch -> branch(branch);
      case Switch choice -> choose(choice);
      case Return(List<Expr> results) -> giveBack(results);
      case Unreachable() -> {
        code.new_(TRAP);
        code.dup();
        code.getstatic(REASON, "UNREACHABLE", REASON);
        code.invokespecial(TRAP, "<init>", MethodTypeDesc.of(CD_void, REASON));
        code.athrow();
      }
    }
  }

  private Label labelOf(Statement.Label label) {
    return labels.computeIfAbsent(label, l -> code.newLabel());
  }

  private void choose(If choice) {
    Label otherwise = code.newLabel();
    Label end = labelOf(choice.label());
    conditions.branch(choice.condition(), otherwise, false);
    emitAll(choice.then());
    if (!choice.otherwise().isEmpty()) {
      code.goto_(end);
    }
    code.labelBinding(otherwise);
    emitAll(choice.otherwise());
    code.labelBinding(end);
  }

  private void branch(Branch branch) {
    Label target = labelOf(branch.target().label());
    Moves moves = branch.target().moves();
    if (branch.condition().isEmpty()) {
      move(moves);
      code.goto_(target);
    } else if (moves.assigns().isEmpty()) {
      conditions.branch(branch.condition().get(), target, true);
    } else {
      Label on = code.newLabel();
      conditions.branch(branch.condition().get(), on, false);
      move(moves);
      code.goto_(target);
      code.labelBinding(on);
    }
  }

  private void move(Moves moves) {
    moves.assigns().forEach(this::emit);
  }

  private void choose(Switch choice) {
    values.emit(choice.index());
    Map<Target, Label> detours = new java.util.LinkedHashMap<>();
    List<SwitchCase> cases = new ArrayList<>();
    List<Target> targets = choice.targets();
    for (int i = 0; i < targets.size() - 1; i++) {
      cases.add(SwitchCase.of(i, labelOf(targets.get(i), detours)));
    }
    Label otherwise = labelOf(targets.getLast(), detours);
    if (cases.isEmpty()) {
      code.pop();
      code.goto_(otherwise);
    } else {
      code.tableswitch(0, cases.size() - 1, otherwise, cases);
    }
    detours.forEach(
        (target, label) -> {
          code.labelBinding(label);
          move(target.moves());
          code.goto_(labelOf(target.label()));
        });
  }

  private Label labelOf(Target target, Map<Target, Label> detours) {
    return target.moves().assigns().isEmpty()
        ? labelOf(target.label())
        : detours.computeIfAbsent(target, t -> code.newLabel());
  }

  private void giveBack(List<Expr> results) {
    if (results.size() == 1) {
      values.emit(results.get(0));
      code.return_(Values.kind(results.get(0).type()));
      return;
    }
    for (int i = 0; i < results.size(); i++) {
      ValueType result = results.get(i).type();
      values.instance();
      if (result.isReference()) {
        code.getfield(INSTANCE, "references", CD_Object.arrayType());
        code.loadConstant(i);
        values.emit(results.get(i));
        code.aastore();
      } else {
        code.getfield(INSTANCE, "results", CD_long.arrayType());
        code.loadConstant(i);
        values.emit(results.get(i));
        Values.toBits(code, result);
        code.lastore();
      }
    }
    code.return_(TypeKind.VOID);
  }

  private void call(Call call) {
    call.arguments().forEach(values::emit);
    FunctionType called =
        switch (call.callee()) {
          case Direct(int function) -> {
            FunctionType callee = module.functionType(function);
            if (layout.isImported(function)) {
              values.instance();
              code.getfield(INSTANCE, "functions", Names.FUNCTION.arrayType());
              code.loadConstant(function);
              code.aaload();
              callThrough(callee);
            } else {
              values.instance();
              code.invokestatic(
                  layout.owner(function), Layout.name(function), Names.compiled(callee));
            }
            yield callee;
          }
          case Indirect(int index, int table, Expr entry) -> {
            FunctionType callee = module.types().get(index);
            values.tableAt(table);
            values.emit(entry);
            code.invokestatic(
                Names.TABLE,
                "function",
                MethodTypeDesc.of(Names.FUNCTION, Names.TABLE, CD_int));
            callThrough(callee);
            yield callee;
          }
        };
    if (called.results().size() == 1) {
      values.store(call.results().get(0));
    } else {
      for (int i = 0; i < called.results().size(); i++) {
        Slot slot = call.results().get(i);
        Values.result(code, slot.type(), i, variables.instance());
        values.store(slot);
      }
    }
  }

  /** The arguments and the reference are on the stack. */
  private void callThrough(FunctionType callee) {
    ClassDesc signature = Names.signature(callee);
    code.checkcast(signature);
    values.instance();
    code.invokestatic(signature, "through", Names.method(callee, signature, INSTANCE));
  }

  private void effect(Effect effect) {
    Expr[] operands = effect.operands();
    int index = (int) effect.immediate();
    switch (effect.op()) {
      case GLOBAL_SET -> setGlobal(index, operands[0]);
      case DATA_DROP -> drop("data", index, CD_byte);
      case ELEM_DROP -> drop("elements", index, CD_Object);
      case MEMORY_FILL -> memory("fill", operands);
      case MEMORY_COPY -> memory("copy", operands);
      case MEMORY_INIT -> {
        values.memoryObject();
        values.emit(operands[0]);
        segment("data", index, CD_byte.arrayType());
        values.emit(operands[1]);
        values.emit(operands[2]);
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
        values.emit(operands[0]);
        values.tableAt(effect.index2());
        values.emit(operands[1]);
        values.emit(operands[2]);
        code.invokevirtual(
            Names.TABLE,
            "copy",
            MethodTypeDesc.of(CD_void, CD_int, Names.TABLE, CD_int, CD_int));
      }
      case TABLE_INIT -> {
        values.tableAt(effect.index2());
        values.emit(operands[0]);
        segment("elements", index, CD_Object.arrayType());
        values.emit(operands[1]);
        values.emit(operands[2]);
        code.invokevirtual(
            Names.TABLE,
            "init",
            MethodTypeDesc.of(CD_void, CD_int, CD_Object.arrayType(), CD_int, CD_int));
      }
      default -> {
        values.instance();
        values.emit(operands[0]);
        values.emit(operands[1]);
        code.loadConstant(index);
        Values.invoke(
            code,
            Names.ACCESS,
            ExprEmitter.accessor(effect.op()),
            CD_void,
            INSTANCE,
            CD_int,
            Names.type(operands[1].type()),
            CD_int);
      }
    }
  }

  private void memory(String name, Expr[] operands) {
    values.memoryObject();
    for (Expr operand : operands) {
      values.emit(operand);
    }
    code.invokevirtual(MEMORY, name, MethodTypeDesc.of(CD_void, CD_int, CD_int, CD_int));
  }

  private void table(String name, Expr[] operands, ClassDesc... parameters) {
    for (Expr operand : operands) {
      values.emit(operand);
    }
    code.invokevirtual(Names.TABLE, name, MethodTypeDesc.of(CD_void, parameters));
  }

  private void segment(String segments, int index, ClassDesc type) {
    values.instance();
    code.getfield(INSTANCE, segments, type.arrayType());
    code.loadConstant(index);
    code.aaload();
  }

  /** A dropped segment is an empty one. */
  private void drop(String segments, int index, ClassDesc element) {
    values.instance();
    code.getfield(INSTANCE, segments, element.arrayType().arrayType());
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
    code.getfield(INSTANCE, "globals", Names.GLOBAL.arrayType());
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
