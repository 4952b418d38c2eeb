package org.vouchsafe.engine.compile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.compile.Expr.Const;
import org.vouchsafe.engine.compile.Expr.Local;
import org.vouchsafe.engine.compile.Expr.Operation;
import org.vouchsafe.engine.compile.Expr.Slot;
import org.vouchsafe.engine.compile.Statement.Assign;
import org.vouchsafe.engine.compile.Statement.Block;
import org.vouchsafe.engine.compile.Statement.Branch;
import org.vouchsafe.engine.compile.Statement.Call;
import org.vouchsafe.engine.compile.Statement.Callee;
import org.vouchsafe.engine.compile.Statement.Direct;
import org.vouchsafe.engine.compile.Statement.Effect;
import org.vouchsafe.engine.compile.Statement.Evaluate;
import org.vouchsafe.engine.compile.Statement.If;
import org.vouchsafe.engine.compile.Statement.Indirect;
import org.vouchsafe.engine.compile.Statement.Label;
import org.vouchsafe.engine.compile.Statement.Loop;
import org.vouchsafe.engine.compile.Statement.Moves;
import org.vouchsafe.engine.compile.Statement.Return;
import org.vouchsafe.engine.compile.Statement.Switch;
import org.vouchsafe.engine.compile.Statement.Target;
import org.vouchsafe.engine.compile.Statement.Unreachable;
import org.vouchsafe.engine.module.CodeCursor;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.MalformedModule;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.Op;
import org.vouchsafe.engine.module.ValueType;

/** Turns the instructions of one function of a valid module into statements. */
final class FunctionReader {
  private final Module module;
  private final List<FunctionType> types;
  private final CodeCursor code;
  private final List<ValueType> locals;
  private final FunctionType type;
  private final OperandStack stack = new OperandStack();
  private final List<OpenBlock> open = new ArrayList<>();

  FunctionReader(Module module, int function) {
    this.module = module;
    this.types = module.types();
    this.code = module.code(function);
    this.locals = module.locals(function);
    this.type = module.functionType(function);
  }

  List<Statement> read() {
    try {
      List<Statement> body = new ArrayList<>();
      enter(Op.BLOCK, new FunctionType(List.of(), type.results()), body, null);
      while (!open.isEmpty()) {
        step(code.next());
      }
      List<Expr> results = stack.pop(type.results().size());
      body.add(new Return(results));
      return body;
    } catch (MalformedModule e) {
      throw new IllegalStateException("a valid module is malformed", e);
    }
  }

  private void step(Op op) throws MalformedModule {
    switch (op) {
      case NOP -> {}
      case BLOCK, LOOP -> enter(op, code.blockType(types), open.getLast().body, null);
      case IF -> {
        Expr condition = stack.pop();
        enter(op, code.blockType(types), open.getLast().body, condition);
      }
      case ELSE -> otherwise();
      case END -> end(true);
      case UNREACHABLE -> {
        stack.append(new Unreachable());
        skip();
      }
      case BR -> {
        jump(code.index());
        skip();
      }
      case BR_IF -> branchIf(code.index());
      case BR_TABLE -> {
        branchTable(code.labels());
        skip();
      }
      case RETURN -> {
        returnValues();
        skip();
      }
      case CALL -> call(new Direct(code.index()), module.functionType(code.index()));
      case CALL_INDIRECT -> {
        Expr entry = stack.pop();
        call(new Indirect(code.index(), code.index2(), entry), types.get(code.index()));
      }
      case DROP -> drop();
      case SELECT, SELECT_TYPED -> {
        Expr condition = stack.pop();
        Expr second = stack.pop();
        Expr first = stack.pop();
        stack.push(Operation.of(Op.SELECT, first.type(), 0, false, first, second, condition));
      }
      case LOCAL_GET -> stack.push(local(code.index()));
      case LOCAL_SET -> set(local(code.index()), stack.pop());
      case LOCAL_TEE -> {
        set(local(code.index()), stack.pop());
        stack.push(local(code.index()));
      }
      case GLOBAL_GET -> {
        ValueType global = module.globals().get(code.index()).type();
        stack.push(Operation.of(op, global, code.index(), true));
      }
      case TABLE_GET, TABLE_SIZE, TABLE_GROW -> tableValue(op);
      case MEMORY_SIZE -> stack.push(Operation.of(op, ValueType.I32, 0, true));
      case MEMORY_GROW -> grow(op, ValueType.I32, 1);
      case I32_CONST, I64_CONST, F32_CONST, F64_CONST ->
          stack.push(new Const(code.value(), op.type().orElseThrow().results().get(0)));
      case REF_NULL -> stack.push(new Const(0, code.type().orElseThrow()));
      case REF_IS_NULL -> {
        Expr reference = stack.pop();
        stack.push(Operation.of(op, ValueType.I32, 0, false, reference));
      }
      case REF_FUNC -> stack.push(Operation.of(op, ValueType.FUNCREF, code.index(), false));
      case GLOBAL_SET -> effect(op, 1);
      case TABLE_SET -> effect(op, 2);
      case TABLE_FILL -> effect(op, 3);
      default -> plain(op, op.type().orElseThrow());
    }
  }

  private Local local(int index) {
    return new Local(index, locals.get(index));
  }

  private void set(Local local, Expr value) {
    if (!value.equals(local)) {
      stack.assign(local, value);
    }
  }

  private void drop() {
    Expr value = stack.pop();
    if (value.ordered()) {
      stack.append(new Evaluate(value));
    }
  }

  /** An instruction whose type is its own. */
  private void plain(Op op, FunctionType instruction) {
    int operands = instruction.parameters().size();
    if (instruction.results().isEmpty()) {
      effect(op, operands);
      return;
    }
    Expr[] values = stack.pop(operands).toArray(Expr[]::new);
    stack.push(
        Operation.of(
            op, instruction.results().get(0), code.value(), mayTrapOrReadMemory(op), values));
  }

  /** Everything else that gives a value depends on its operands alone. */
  private static boolean mayTrapOrReadMemory(Op op) {
    return switch (op) {
      case I32_DIV_S,
          I32_DIV_U,
          I32_REM_S,
          I32_REM_U,
          I64_DIV_S,
          I64_DIV_U,
          I64_REM_S,
          I64_REM_U,
          I32_TRUNC_F32_S,
          I32_TRUNC_F32_U,
          I32_TRUNC_F64_S,
          I32_TRUNC_F64_U,
          I64_TRUNC_F32_S,
          I64_TRUNC_F32_U,
          I64_TRUNC_F64_S,
          I64_TRUNC_F64_U ->
          true;
      default -> op.accessesMemory();
    };
  }

  private void effect(Op op, int operands) {
    List<Expr> values = stack.pop(operands);
    long immediate = op.accessesMemory() ? code.value() : code.index();
    stack.append(new Effect(op, immediate, code.index2(), values));
  }

  private void tableValue(Op op) {
    ValueType element = module.tables().get(code.index()).element();
    switch (op) {
      case TABLE_GET -> {
        Expr index = stack.pop();
        stack.push(Operation.of(op, element, code.index(), true, index));
      }
      case TABLE_SIZE -> stack.push(Operation.of(op, ValueType.I32, code.index(), true));
      default -> grow(op, ValueType.I32, 2);
    }
  }

  /** Changes something and gives a value: it happens here and now. */
  private void grow(Op op, ValueType result, int operands) {
    long immediate = op == Op.MEMORY_GROW ? 0 : code.index();
    Expr[] values = stack.pop(operands).toArray(Expr[]::new);
    Slot slot = new Slot(stack.height(), result);
    stack.assign(slot, Operation.of(op, result, immediate, true, values));
    stack.push(slot);
  }

  private void call(Callee callee, FunctionType called) {
    List<Expr> arguments = stack.pop(called.parameters().size());
    stack.settleOrdered();
    stack.settleTrees();
    List<Slot> results = new ArrayList<>();
    for (ValueType result : called.results()) {
      results.add(new Slot(stack.height() + results.size(), result));
    }
    stack.append(new Call(code.offset(), callee, arguments, List.copyOf(results)));
    stack.pushSlots(called.results());
  }

  private void enter(Op op, FunctionType block, List<Statement> outer, @Nullable Expr condition) {
    // The condition was above all of these, so it reads no slot that is written now.
    stack.into(outer);
    stack.settleAll();
    int height = stack.height() - block.parameters().size();
    parametersToSlots(outer, height, block.parameters());
    Label label = new Label(height, op == Op.LOOP ? block.parameters() : block.results());
    OpenBlock opened = new OpenBlock(op, block, label, outer, code.offset(), condition);
    open.add(opened);
    stack.into(opened.body);
  }

  /** A loop's parameters change from one time round to the next; so they are never constants. */
  private void parametersToSlots(List<Statement> outer, int height, List<ValueType> parameters) {
    List<Expr> values = stack.pop(parameters.size());
    for (int i = 0; i < values.size(); i++) {
      Slot slot = new Slot(height + i, parameters.get(i));
      if (!values.get(i).equals(slot)) {
        outer.add(new Assign(slot, values.get(i)));
      }
    }
    stack.pushSlots(parameters);
  }

  private void otherwise() {
    OpenBlock block = open.getLast();
    fallThrough(block);
    block.then = block.body;
    startOtherwise(block);
  }

  private void startOtherwise(OpenBlock block) {
    block.body = new ArrayList<>();
    stack.into(block.body);
    stack.truncate(block.height());
    stack.pushSlots(block.type.parameters());
  }

  /** The results of a block that ends in the ordinary way. */
  private void fallThrough(OpenBlock block) {
    addMoves(moves(block.height(), block.type.results()));
  }

  private void end(boolean reached) {
    OpenBlock block = open.removeLast();
    if (reached) {
      fallThrough(block);
    }
    stack.truncate(block.height());
    stack.into(block.outer);
    block.outer.add(closed(block));
    stack.pushSlots(block.type.results());
  }

  private static Statement closed(OpenBlock block) {
    return switch (block.op) {
      case LOOP -> new Loop(block.offset, block.label, block.body);
      case IF -> {
        List<Statement> then = block.then == null ? block.body : block.then;
        List<Statement> otherwise = block.then == null ? List.of() : block.body;
        yield new If(
            java.util.Objects.requireNonNull(block.condition), block.label, then, otherwise);
      }
      default -> new Block(block.label, block.body);
    };
  }

  /** After a jump nothing runs until the block ends or its else begins. */
  private void skip() throws MalformedModule {
    int depth = 0;
    while (true) {
      Op op = code.next();
      switch (op) {
        case BLOCK, LOOP, IF -> depth++;
        case ELSE -> {
          if (depth == 0) {
            OpenBlock block = open.getLast();
            block.then = block.body;
            startOtherwise(block);
            return;
          }
        }
        case END -> {
          if (depth == 0) {
            end(false);
            return;
          }
          depth--;
        }
        default -> {}
      }
    }
  }

  private Label label(int depth) {
    Label label = open.get(open.size() - 1 - depth).label;
    label.used = true;
    return label;
  }

  /** The topmost operands, to the slots from a height on. */
  private Moves moves(int height, List<ValueType> types) {
    int from = stack.height() - types.size();
    stack.settleOrdered();
    if (types.size() > 1) {
      stack.settleAll();
    }
    List<Expr> values = stack.top(types.size());
    List<Assign> assigns = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Slot slot = new Slot(height + i, types.get(i));
      // Slots move downwards or stay: the i-th is written before any later one is, and read after.
      if (!values.get(i).equals(slot)) {
        assigns.add(new Assign(slot, values.get(i)));
      }
    }
    return from == height && assigns.isEmpty() ? Moves.NONE : new Moves(List.copyOf(assigns));
  }

  private void addMoves(Moves moves) {
    for (Assign assign : moves.assigns()) {
      stack.append(assign);
    }
  }

  private void jump(int depth) {
    Label label = label(depth);
    Moves moves = moves(label.height, label.types);
    stack.truncate(stack.height() - label.types.size());
    stack.append(new Branch(Optional.empty(), new Target(label, moves)));
  }

  private void branchIf(int depth) {
    Expr condition = stack.pop();
    Label label = label(depth);
    Moves moves = moves(label.height, label.types);
    stack.append(new Branch(Optional.of(condition), new Target(label, moves)));
  }

  private void branchTable(int[] labels) {
    Expr index = stack.pop();
    int arity = label(labels[labels.length - 1]).types.size();
    List<Target> targets = new ArrayList<>();
    for (int depth : labels) {
      Label label = label(depth);
      targets.add(new Target(label, moves(label.height, label.types)));
    }
    stack.truncate(stack.height() - arity);
    stack.append(new Switch(index, List.copyOf(targets)));
  }

  private void returnValues() {
    List<Expr> values = stack.pop(type.results().size());
    stack.append(new Return(values));
  }
}
