package org.vouchsafe.engine.module;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.Module.Expression;

/** The rules of validation for code (specification 2.0, 3.3 and the appendix's algorithm). */
final class CodeValidator {
  /** A block that is open. */
  private record Block(
      Op op, FunctionType type, int floor, int outerFloor, boolean outerBottomless) {
    List<ValueType> labelTypes() {
      return op == Op.LOOP ? type.parameters() : type.results();
    }
  }

  private final Module module;
  private final Operands operands = new Operands();
  private final List<Block> blocks = new ArrayList<>();
  private List<ValueType> locals = List.of();
  private List<ValueType> results = List.of();
  private CodeCursor code;

  CodeValidator(Module module) {
    this.module = module;
    this.code = module.code(new Expression(0, 0));
  }

  void validate(int function) throws MalformedModule, InvalidModule {
    code = module.code(function);
    locals = module.locals(function);
    results = module.functionType(function).results();
    open(Op.BLOCK, new FunctionType(List.of(), results));
    while (!blocks.isEmpty()) {
      check(code.next());
    }
  }

  void validateConstant(Expression expression, ValueType type)
      throws MalformedModule, InvalidModule {
    code = module.code(expression);
    open(Op.BLOCK, new FunctionType(List.of(), List.of(type)));
    while (!blocks.isEmpty()) {
      Op op = code.next();
      switch (op) {
        case I32_CONST, I64_CONST, F32_CONST, F64_CONST, V128_CONST, REF_NULL, END -> {}
        case REF_FUNC -> module.referable.set(code.index());
        case GLOBAL_GET -> {
          int imported = module.globals.size() - module.initials.size();
          checkIndex(code.index(), imported, "global");
          require(!module.globals.get(code.index()).mutable(), "constant expression required");
        }
        default -> throw invalid("constant expression required");
      }
      check(op);
    }
  }

  private InvalidModule invalid(String reason) {
    return new InvalidModule(code.offset(), reason);
  }

  private void require(boolean holds, String otherwise) throws InvalidModule {
    if (!holds) {
      throw invalid(otherwise);
    }
  }

  private void checkIndex(int index, int count, String what) throws InvalidModule {
    if (index >= count) {
      throw invalid("unknown " + what + " " + index);
    }
  }

  private void open(Op op, FunctionType type) {
    blocks.add(new Block(op, type, operands.height(), floor(), operands.isBottomless()));
    operands.enter(operands.height());
    operands.push(type.parameters());
  }

  private int floor() {
    return blocks.isEmpty() ? 0 : blocks.getLast().floor();
  }

  private Block close() throws InvalidModule {
    Block block = blocks.getLast();
    operands.endBlock(block.type().results(), code.offset());
    blocks.removeLast();
    operands.resume(block.outerFloor(), block.outerBottomless());
    return block;
  }

  private void check(Op op) throws InvalidModule {
    require(op.isSupported(), op + " is not supported");
    checkOperand(op);
    if (op.type().isPresent()) {
      apply(op.type().get());
      return;
    }
    switch (op) {
      case NOP -> {}
      case UNREACHABLE -> operands.abandon();
      case BLOCK, LOOP -> enter(op);
      case IF -> {
        pop(ValueType.I32);
        enter(op);
      }
      case ELSE -> {
        Block then = close();
        open(Op.ELSE, then.type());
      }
      case END -> end();
      case BR -> {
        operands.pop(label(code.index()), code.offset());
        operands.abandon();
      }
      case BR_IF -> {
        pop(ValueType.I32);
        List<ValueType> types = label(code.index());
        operands.pop(types, code.offset());
        operands.push(types);
      }
      case BR_TABLE -> branchTable(code.labels());
      case RETURN -> {
        operands.pop(blocks.getFirst().type().results(), code.offset());
        operands.abandon();
      }
      case CALL -> apply(callee());
      case RETURN_CALL -> tail(callee());
      case CALL_INDIRECT -> apply(indirectCallee());
      case RETURN_CALL_INDIRECT -> tail(indirectCallee());
      case DROP -> operands.pop(code.offset());
      case SELECT -> select();
      case SELECT_TYPED -> {
        require(code.types() == 1, "invalid result arity");
        ValueType type = code.type().orElseThrow();
        require(type.isSupported(), "v128 is not supported");
        apply(new FunctionType(List.of(type, type, ValueType.I32), List.of(type)));
      }
      case LOCAL_GET -> operands.push(local());
      case LOCAL_SET -> pop(local());
      case LOCAL_TEE -> {
        pop(local());
        operands.push(local());
      }
      case GLOBAL_GET -> operands.push(global().type());
      case GLOBAL_SET -> {
        require(global().mutable(), "global is immutable");
        pop(global().type());
      }
      case TABLE_GET -> {
        pop(ValueType.I32);
        operands.push(table(code.index()));
      }
      case TABLE_SET -> {
        pop(table(code.index()));
        pop(ValueType.I32);
      }
      case TABLE_GROW -> {
        pop(ValueType.I32);
        pop(table(code.index()));
        operands.push(ValueType.I32);
      }
      case TABLE_FILL -> {
        pop(ValueType.I32);
        pop(table(code.index()));
        pop(ValueType.I32);
      }
      case REF_NULL -> operands.push(code.type().orElseThrow());
      case REF_IS_NULL -> {
        ValueType found = operands.pop(code.offset());
        require(found == null || found.isReference(), "type mismatch: not a reference");
        operands.push(ValueType.I32);
      }
      case REF_FUNC -> {
        checkIndex(code.index(), module.functions.size(), "function");
        require(module.referable.get(code.index()), "undeclared function reference");
        operands.push(ValueType.FUNCREF);
      }
      default -> throw new IllegalStateException("no rule for " + op);
    }
  }

  /** What the immediates of instructions with a fixed type must name. */
  private void checkOperand(Op op) throws InvalidModule {
    switch (op.immediate) {
      case MEMORY -> checkMemory(op);
      case MEMORY_LANE -> {
        checkMemory(op);
        require(code.lane() < op.lanes(), "invalid lane index");
      }
      case LANE -> require(code.lane() < op.lanes(), "invalid lane index");
      case LANES -> {
        // A byte of 32 or more has one of its three highest bits.
        long high = 0xE0E0_E0E0_E0E0_E0E0L;
        require((code.value() & high) == 0 && (code.value2() & high) == 0, "invalid lane index");
      }
      case ZERO, ZERO_ZERO -> checkIndex(0, module.memories.size(), "memory");
      case INDEX_ZERO -> {
        checkIndex(0, module.memories.size(), "memory");
        checkIndex(code.index(), module.dataCount.orElse(0), "data segment");
      }
      default -> checkSegment(op);
    }
  }

  private void checkSegment(Op op) throws InvalidModule {
    switch (op) {
      case DATA_DROP -> checkIndex(code.index(), module.dataCount.orElse(0), "data segment");
      case ELEM_DROP -> checkIndex(code.index(), module.elements.size(), "elem segment");
      case TABLE_INIT -> {
        checkIndex(code.index(), module.elements.size(), "elem segment");
        ValueType type = module.elements.get(code.index()).type();
        require(table(code.index2()) == type, "type mismatch: segment and table");
      }
      case TABLE_COPY ->
          require(table(code.index()) == table(code.index2()), "type mismatch: the tables differ");
      case TABLE_SIZE -> table(code.index());
      default -> {}
    }
  }

  private void checkMemory(Op op) throws InvalidModule {
    checkIndex(0, module.memories.size(), "memory");
    require(code.alignment() <= op.naturalAlignment(), "alignment must not be larger than natural");
  }

  private void apply(FunctionType type) throws InvalidModule {
    operands.pop(type.parameters(), code.offset());
    operands.push(type.results());
  }

  private void tail(FunctionType type) throws InvalidModule {
    require(type.results().equals(results), "type mismatch: a tail call gives other results");
    operands.pop(type.parameters(), code.offset());
    operands.abandon();
  }

  private @Nullable ValueType pop(ValueType wanted) throws InvalidModule {
    return operands.pop(wanted, code.offset());
  }

  private void enter(Op op) throws InvalidModule {
    if (code.hasTypeIndex()) {
      checkIndex(code.index(), module.types.size(), "type");
    }
    require(
        blocks.size() <= Module.MAX_NESTING,
        "blocks nested more than " + Module.MAX_NESTING + " deep");
    FunctionType type = code.blockType(module.types);
    require(type.isSupported(), "v128 is not supported");
    operands.pop(type.parameters(), code.offset());
    open(op, type);
  }

  private void end() throws InvalidModule {
    Block block = close();
    if (block.op() == Op.IF) {
      require(
          block.type().parameters().equals(block.type().results()),
          "type mismatch: an if without else must give what it takes");
    }
    operands.push(block.type().results());
  }

  private List<ValueType> label(int depth) throws InvalidModule {
    checkIndex(depth, blocks.size(), "label");
    return blocks.get(blocks.size() - 1 - depth).labelTypes();
  }

  private void branchTable(int[] labels) throws InvalidModule {
    pop(ValueType.I32);
    List<ValueType> last = label(labels[labels.length - 1]);
    BitSet seen = new BitSet();
    for (int label : labels) {
      List<ValueType> types = label(label);
      require(types.size() == last.size(), "type mismatch: labels of different arity");
      if (!seen.get(label)) {
        seen.set(label);
        operands.peek(types, code.offset());
      }
    }
    operands.pop(last, code.offset());
    operands.abandon();
  }

  private FunctionType callee() throws InvalidModule {
    checkIndex(code.index(), module.functions.size(), "function");
    return module.functionType(code.index());
  }

  private FunctionType indirectCallee() throws InvalidModule {
    require(table(code.index2()) == ValueType.FUNCREF, "type mismatch: not a table of functions");
    checkIndex(code.index(), module.types.size(), "type");
    pop(ValueType.I32);
    return module.types.get(code.index());
  }

  private void select() throws InvalidModule {
    pop(ValueType.I32);
    ValueType first = operands.pop(code.offset());
    ValueType second = operands.pop(code.offset());
    require(
        (first == null || !first.isReference()) && (second == null || !second.isReference()),
        "type mismatch: a select without a type is for numbers");
    require(first == second || first == null || second == null, "type mismatch: select");
    operands.push(first == null ? second : first);
  }

  private ValueType local() throws InvalidModule {
    checkIndex(code.index(), locals.size(), "local");
    return locals.get(code.index());
  }

  private ExternType.Global global() throws InvalidModule {
    checkIndex(code.index(), module.globals.size(), "global");
    return module.globals.get(code.index());
  }

  private ValueType table(int index) throws InvalidModule {
    checkIndex(index, module.tables.size(), "table");
    return module.tables.get(index).element();
  }
}
