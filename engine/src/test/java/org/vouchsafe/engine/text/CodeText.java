package org.vouchsafe.engine.text;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.Op;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.text.Node.Group;
import org.vouchsafe.engine.text.Node.Word;

/** Translates instructions, flat and folded (specification 2.0, 6.5). */
final class CodeText {
  private record Block(Op op, @Nullable String name) {}

  private final Names names;
  private final Space locals;
  private final Bytes out = new Bytes();
  private final List<Block> open = new ArrayList<>();
  private boolean usesData;

  CodeText(Names names, Space locals) {
    this.names = names;
    this.locals = locals;
  }

  /** All that is left, and the {@code end} behind it. */
  Bytes body(NodeCursor in) throws TextError {
    sequence(in);
    return out.u8(Op.END.code());
  }

  /** One folded instruction, and the {@code end} behind it. */
  Bytes single(NodeCursor in) throws TextError {
    folded(in.group());
    return out.u8(Op.END.code());
  }

  /** Whether there was an instruction on data segments: then their number has to be said. */
  boolean usesData() {
    return usesData;
  }

  private void sequence(NodeCursor in) throws TextError {
    int outer = open.size();
    while (!in.atEnd()) {
      if (in.atGroup()) {
        folded(in.group());
      } else {
        flat(in, outer);
      }
    }
    if (open.size() != outer) {
      throw in.error("unexpected end: a block is open");
    }
  }

  private void flat(NodeCursor in, int outer) throws TextError {
    Op op = Form.instruction(in.word());
    switch (op) {
      case BLOCK, LOOP, IF -> {
        open.add(new Block(op, in.name()));
        code(op).raw(names.types.blockType(in));
      }
      case ELSE, END -> {
        if (open.size() == outer) {
          throw in.error("unexpected token " + op);
        }
        Block block = open.remove(open.size() - 1);
        String name = in.name();
        if (name != null && !name.equals(block.name())) {
          throw in.error("mismatching label " + name);
        }
        if (op == Op.ELSE) {
          if (block.op() != Op.IF) {
            throw in.error("unexpected token else");
          }
          open.add(new Block(Op.ELSE, block.name()));
        }
        code(op);
      }
      default -> {
        Op variant = variant(op, in);
        Bytes immediates = immediates(variant, in);
        code(variant).raw(immediates);
      }
    }
  }

  private void folded(Group group) throws TextError {
    if (group.nodes().isEmpty() || !(group.nodes().get(0) instanceof Word word)) {
      throw new TextError(group.line(), "unexpected token: expected an instruction");
    }
    NodeCursor in = NodeCursor.inside(group);
    Op op = Form.instruction(word);
    switch (op) {
      case BLOCK, LOOP -> {
        open.add(new Block(op, in.name()));
        code(op).raw(names.types.blockType(in));
        sequence(in);
        close();
      }
      case IF -> foldedIf(in);
      case ELSE, END -> throw in.error("unexpected token " + op);
      default -> {
        Op variant = variant(op, in);
        Bytes immediates = immediates(variant, in);
        while (!in.atEnd()) {
          folded(in.group());
        }
        code(variant).raw(immediates);
      }
    }
  }

  private void foldedIf(NodeCursor in) throws TextError {
    String name = in.name();
    Bytes type = names.types.blockType(in);
    while (!in.atGroup("then")) {
      folded(in.group());
    }
    open.add(new Block(Op.IF, name));
    code(Op.IF).raw(type);
    sequence(in.enter("then"));
    if (!in.atEnd()) {
      code(Op.ELSE);
      sequence(in.enter("else"));
    }
    in.end();
    close();
  }

  private void close() {
    open.remove(open.size() - 1);
    code(Op.END);
  }

  private Bytes code(Op op) {
    return op.code() > 0xFF ? out.u8(op.code() >> 8).u32(op.code() & 0xFF) : out.u8(op.code());
  }

  private static Op variant(Op op, NodeCursor in) {
    return op == Op.SELECT && in.atGroup("result") ? Op.SELECT_TYPED : op;
  }

  private Bytes immediates(Op op, NodeCursor in) throws TextError {
    Bytes to = new Bytes();
    switch (Form.of(op)) {
      case NOTHING, BLOCK, CLOSING, VECTOR -> {}
      case LABEL -> to.u32(label(in.word()));
      case LABELS -> labels(in, to);
      case FUNCTION -> to.u32(names.functions.resolve(in.word()));
      case INDIRECT -> {
        int table = orZero(names.tables, in);
        to.u32(names.types.use(in, null)).u32(table);
      }
      case SELECT -> {
        if (op == Op.SELECT_TYPED) {
          Types.write(to, Types.results(in));
        }
      }
      case LOCAL -> to.u32(locals.resolve(in.word()));
      case GLOBAL -> to.u32(names.globals.resolve(in.word()));
      case TABLE -> to.u32(orZero(names.tables, in));
      case TWO_TABLES -> {
        boolean named = in.atIndex();
        to.u32(orZero(names.tables, in));
        to.u32(named ? names.tables.resolve(in.word()) : 0);
      }
      case TABLE_AND_ELEMENTS -> tableInit(in, to);
      case ELEMENTS -> to.u32(names.elements.resolve(in.word()));
      case DATA -> to.u32(data(in));
      case DATA_AND_MEMORY -> to.u32(data(in)).u8(0);
      case MEMORY -> to.u8(0);
      case TWO_MEMORIES -> to.u8(0).u8(0);
      case ACCESS -> access(op, in, to);
      case HEAP -> to.u8(heap(in.word()).code());
      case I32 -> to.signed(Literals.i32(in.word()));
      case I64 -> to.signed(Literals.i64(in.word()));
      case F32 -> to.fixed(Literals.f32(in.word()), Float.BYTES);
      case F64 -> to.fixed(Literals.f64(in.word()), Double.BYTES);
    }
    return to;
  }

  private static int orZero(Space space, NodeCursor in) throws TextError {
    return in.atIndex() ? space.resolve(in.word()) : 0;
  }

  private int data(NodeCursor in) throws TextError {
    usesData = true;
    return names.data.resolve(in.word());
  }

  /** The innermost block is label zero. */
  private int label(Word word) throws TextError {
    if (!word.isName()) {
      return Literals.u32(word);
    }
    for (int depth = 0; depth < open.size(); depth++) {
      if (word.text().equals(open.get(open.size() - 1 - depth).name())) {
        return depth;
      }
    }
    throw new TextError(word.line(), "unknown label " + word.text());
  }

  private void labels(NodeCursor in, Bytes to) throws TextError {
    Bytes labels = new Bytes().u32(label(in.word()));
    int others = 0;
    while (in.atIndex()) {
      labels.u32(label(in.word()));
      others++;
    }
    to.u32(others).raw(labels);
  }

  private void tableInit(NodeCursor in, Bytes to) throws TextError {
    Word first = in.word();
    if (in.atIndex()) {
      int table = names.tables.resolve(first);
      to.u32(names.elements.resolve(in.word())).u32(table);
    } else {
      to.u32(names.elements.resolve(first)).u32(0);
    }
  }

  private static void access(Op op, NodeCursor in, Bytes to) throws TextError {
    String offset = in.option("offset=");
    String align = in.option("align=");
    int bytes = align == null ? 1 << op.naturalAlignment() : number(align, in);
    if (Integer.bitCount(bytes) != 1) {
      throw in.error("alignment must be a power of two");
    }
    to.u32(Integer.numberOfTrailingZeros(bytes)).u32(offset == null ? 0 : number(offset, in));
  }

  private static int number(String text, NodeCursor in) throws TextError {
    if (text.isEmpty()) {
      throw in.error("unknown operator: a number is missing");
    }
    return Literals.u32(new Word(text, in.line()));
  }

  private static ValueType heap(Word word) throws TextError {
    return switch (word.text()) {
      case "func" -> ValueType.FUNCREF;
      case "extern" -> ValueType.EXTERNREF;
      default -> throw new TextError(word.line(), "unexpected token " + word.text());
    };
  }
}
