package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static org.vouchsafe.engine.compile.Names.UNWIND;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.engine.compile.Expr.Place;
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
import org.vouchsafe.engine.compile.Statement.Region;
import org.vouchsafe.engine.compile.Statement.Return;
import org.vouchsafe.engine.compile.Statement.Switch;
import org.vouchsafe.engine.compile.Statement.Target;
import org.vouchsafe.engine.compile.Statement.Unreachable;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Frame;
import org.vouchsafe.engine.runtime.Trap;

/**
 * Writes the code of one method: of a whole function, of one region of it, or of what is left of
 * either when it goes on in the middle.
 */
final class MethodWriter {
  private static final ClassDesc TRAP = Trap.class.describeConstable().orElseThrow();
  private static final ClassDesc REASON = Trap.Reason.class.describeConstable().orElseThrow();

  /** So many values are recorded at once: a method has no more than 255 parameters. */
  private static final int RECORDED_AT_ONCE = 60;

  /** How a method leaves what it belongs to. */
  interface Leaving {
    /** Gives the results of the function back, in code of this writer's. */
    void giveBack(MethodWriter writer, List<Expr> results);

    /** Where to branch to for a label that is not in this method. */
    Label outside(Statement.Label label);
  }

  private final CodeBuilder code;
  private final FunctionUnit unit;
  private final Layout layout;
  private final Module module;
  private final Variables variables;
  private final ExprEmitter values;
  private final Conditions conditions;
  private final EffectWriter effects;
  private final Leaving leaving;
  private final Optional<Statement> entry;
  private final Label entryLabel;
  private final IdentityHashMap<Statement.Label, Label> labels = new IdentityHashMap<>();
  private final Deque<Runnable> later = new ArrayDeque<>();

  /**
   * @param entry where the method begins, if not at its start: the code before has to go to {@link
   *     #entryLabel}
   */
  MethodWriter(
      CodeBuilder code,
      FunctionUnit unit,
      Variables variables,
      Leaving leaving,
      Optional<Statement> entry) {
    this.code = code;
    this.unit = unit;
    this.layout = unit.layout;
    this.module = layout.module;
    this.variables = variables;
    this.values = new ExprEmitter(code, variables, layout);
    this.conditions = new Conditions(code, values);
    this.effects = new EffectWriter(code, values, layout);
    this.leaving = leaving;
    this.entry = entry;
    this.entryLabel = code.newLabel();
  }

  /** Where a method goes on that begins in the middle. */
  Label entryLabel() {
    return entryLabel;
  }

  ExprEmitter values() {
    return values;
  }

  void writeEntryPoll() {
    poll(Frame.Compiled.ENTRY, unit.analysis.neededAtEntry());
  }

  /**
   * The statements, and whatever stands out of their way behind them.
   *
   * @param end writes what happens when the last of them is done
   */
  void write(List<Statement> body, Runnable end) {
    emitAll(body);
    end.run();
    while (!later.isEmpty()) {
      later.removeFirst().run();
    }
  }

  /** Leaves several results with the instance. */
  void storeInInstance(List<Expr> results) {
    for (int i = 0; i < results.size(); i++) {
      ValueType type = results.get(i).type();
      values.instance();
      if (type.isReference()) {
        code.getfield(Names.INSTANCE, "references", CD_Object.arrayType()).loadConstant(i);
        values.emit(results.get(i));
        code.aastore();
      } else {
        code.getfield(Names.INSTANCE, "results", CD_long.arrayType()).loadConstant(i);
        values.emit(results.get(i));
        Values.toBits(code, type);
        code.lastore();
      }
    }
  }

  /** Code for the end of the method. */
  void later(Runnable written) {
    later.add(written);
  }

  /** Where the program can be stopped: there is one in every loop and in every recursion. */
  private void poll(int offset, List<Place> needed) {
    Label slow = code.newLabel();
    values.instance();
    code.getfield(Names.INSTANCE, "stop", CD_int);
    code.ifne(slow);
    later(
        () -> {
          code.labelBinding(slow);
          values.instance();
          code.invokevirtual(Names.INSTANCE, "unwind", MethodTypeDesc.of(UNWIND));
          record(offset, needed);
        });
  }

  /** Writes the frame down, into what is on top of the stack, and leaves. */
  private void record(int offset, List<Place> needed) {
    code.loadConstant(unit.function).loadConstant(offset);
    code.invokevirtual(UNWIND, "at", MethodTypeDesc.of(UNWIND, CD_int, CD_int));
    for (int i = 0; i < needed.size(); i += RECORDED_AT_ONCE) {
      List<Place> some = needed.subList(i, Math.min(needed.size(), i + RECORDED_AT_ONCE));
      some.forEach(variables::load);
      List<ValueType> types = some.stream().map(Place::type).toList();
      code.invokestatic(Names.recorder(types), "record", Names.recording(types));
    }
    code.athrow();
  }

  private void emitAll(List<Statement> statements) {
    for (Statement statement : statements) {
      emit(statement);
    }
  }

  private void emit(Statement statement) {
    switch (statement) {
      case Assign(Place place, Expr value) -> variables.store(place, () -> values.emit(value));
      case Evaluate(Expr value) -> {
        values.emit(value);
        if (value.type() == ValueType.I64 || value.type() == ValueType.F64) {
          code.pop2();
        } else {
          code.pop();
        }
      }
      case Effect effect -> effects.emit(effect);
      case Call call -> call(call);
      case Block block -> {
        Label end = define(block.label());
        emitAll(block.body());
        code.labelBinding(end);
      }
      case Loop loop -> {
        code.labelBinding(define(loop.label()));
        poll(loop.offset(), unit.analysis.neededAt(loop));
        enterHere(loop);
        emitAll(loop.body());
      }
      case If choice -> choose(choice);
      case Branch branch -> branch(branch);
      case Switch choice -> choose(choice);
      case Region region -> call(region);
      case Return(List<Expr> results) -> leaving.giveBack(this, results);
      case Unreachable() -> {
        code.new_(TRAP);
        code.dup();
        code.getstatic(REASON, "UNREACHABLE", REASON);
        code.invokespecial(TRAP, "<init>", MethodTypeDesc.of(CD_void, REASON));
        code.athrow();
      }
    }
  }

  private Label define(Statement.Label label) {
    Label made = code.newLabel();
    labels.put(label, made);
    return made;
  }

  private Label labelOf(Statement.Label label) {
    Label known = labels.get(label);
    return known == null ? leaving.outside(label) : known;
  }

  private void enterHere(Statement statement) {
    if (entry.isPresent() && entry.get() == statement) {
      code.labelBinding(entryLabel);
    }
  }

  /** Calls the method of a region, and goes where it says. */
  private void call(Region region) {
    values.instance();
    variables.loadArrays();
    code.invokestatic(layout.owner(unit.function), unit.regionName(region), FunctionUnit.REGION);
    // Who goes on inside of the region comes here with its exit code.
    enterHere(region);
    Outline outline = unit.outline(region);
    List<Statement.Label> exits = outline.exits();
    int codes = exits.size() + (outline.returns() ? 1 : 0);
    if (codes == 0) {
      code.pop();
      return;
    }
    Label on = code.newLabel();
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < exits.size(); i++) {
      cases.add(SwitchCase.of(i + 1, labelOf(exits.get(i))));
    }
    if (outline.returns()) {
      Label returned = code.newLabel();
      cases.add(SwitchCase.of(codes, returned));
      later(
          () -> {
            code.labelBinding(returned);
            leaving.giveBack(this, unit.resultPlaces());
          });
    }
    code.tableswitch(1, codes, on, cases);
    code.labelBinding(on);
  }

  private void choose(If choice) {
    Label otherwise = code.newLabel();
    Label end = define(choice.label());
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
    List<Label> targets =
        choice.targets().stream().map(target -> labelOf(target, detours)).toList();
    JumpTable.write(code, targets);
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

  private void call(Call call) {
    call.arguments().forEach(values::emit);
    Label start = code.newLabel();
    Label end = code.newLabel();
    FunctionType called =
        switch (call.callee()) {
          case Direct(int function) -> {
            FunctionType callee = module.functionType(function);
            if (layout.isImported(function)) {
              values.instance();
              code.getfield(Names.INSTANCE, "functions", Names.FUNCTION.arrayType());
              code.loadConstant(function);
              code.aaload();
              callThrough(callee, start);
            } else {
              values.instance();
              code.labelBinding(start);
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
                Names.TABLE, "function", MethodTypeDesc.of(Names.FUNCTION, Names.TABLE, CD_int));
            callThrough(callee, start);
            yield callee;
          }
        };
    code.labelBinding(end);
    later(
        () -> {
          Label left = code.newBoundLabel();
          record(call.offset(), unit.analysis.neededAt(call));
          code.exceptionCatch(start, end, left, UNWIND);
        });
    if (called.results().size() == 1) {
      variables.storeTop(call.results().get(0));
    } else {
      storeResults(call);
    }
    enterHere(call);
  }

  /** Several results, which the instance has. */
  void storeResults(Call call) {
    for (int i = 0; i < call.results().size(); i++) {
      int index = i;
      Slot slot = call.results().get(i);
      variables.store(slot, () -> Values.result(code, slot.type(), index, variables.instance()));
    }
  }

  /** The arguments and the reference are on the stack. */
  private void callThrough(FunctionType callee, Label start) {
    ClassDesc signature = Names.signature(callee);
    code.checkcast(signature);
    values.instance();
    code.labelBinding(start);
    code.invokestatic(signature, "through", Names.method(callee, signature, Names.INSTANCE));
  }
}
