package org.vouchsafe.engine.compile;

import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.engine.compile.Expr.Const;
import org.vouchsafe.engine.compile.Expr.Operation;
import org.vouchsafe.engine.compile.Expr.Place;
import org.vouchsafe.engine.compile.Statement.Assign;
import org.vouchsafe.engine.compile.Statement.Block;
import org.vouchsafe.engine.compile.Statement.Branch;
import org.vouchsafe.engine.compile.Statement.Call;
import org.vouchsafe.engine.compile.Statement.Effect;
import org.vouchsafe.engine.compile.Statement.Evaluate;
import org.vouchsafe.engine.compile.Statement.If;
import org.vouchsafe.engine.compile.Statement.Loop;
import org.vouchsafe.engine.compile.Statement.Region;
import org.vouchsafe.engine.compile.Statement.Return;
import org.vouchsafe.engine.compile.Statement.Switch;
import org.vouchsafe.engine.compile.Statement.Unreachable;

/**
 * Cuts a function that is too long for one method into regions: runs of statements, innermost
 * first, each small enough for the JIT. A method over 8,000 bytes is never compiled by it.
 */
final class Splitter {
  private static final int WORTH_A_METHOD = 60;
  private static final int REGION_CALL = 40;
  private static final int SITE = 40;

  private final int target;
  private int regions;

  /**
   * @param target about how many bytes a region should have
   */
  Splitter(int target) {
    this.target = target;
  }

  List<Statement> split(List<Statement> body) {
    return shrink(body, target);
  }

  /** The same statements, in less than {@code limit} bytes if that can be had. */
  private List<Statement> shrink(List<Statement> statements, int limit) {
    if (size(statements) <= limit) {
      return statements;
    }
    List<Statement> smaller = new ArrayList<>();
    for (Statement statement : statements) {
      smaller.add(size(statement) > limit / 2 ? inside(statement, limit / 2) : statement);
    }
    while (size(smaller) > limit) {
      List<Statement> packed = pack(smaller);
      if (size(packed) >= size(smaller)) {
        break;
      }
      smaller = packed;
    }
    return smaller;
  }

  private Statement inside(Statement statement, int limit) {
    return switch (statement) {
      case Block(Statement.Label label, List<Statement> body) ->
          new Block(label, shrink(body, limit));
      case Loop loop -> new Loop(loop.offset(), loop.label(), shrink(loop.body(), limit));
      case If choice ->
          new If(
              choice.condition(),
              choice.label(),
              shrink(choice.then(), limit / 2),
              shrink(choice.otherwise(), limit / 2));
      default -> statement;
    };
  }

  /** Puts neighbours together into regions of about the target's size. */
  private List<Statement> pack(List<Statement> statements) {
    List<Statement> packed = new ArrayList<>();
    List<Statement> run = new ArrayList<>();
    int runSize = 0;
    for (Statement statement : statements) {
      int size = size(statement);
      if (runSize + size > target && !run.isEmpty()) {
        close(run, runSize, packed);
        run = new ArrayList<>();
        runSize = 0;
      }
      run.add(statement);
      runSize += size;
    }
    close(run, runSize, packed);
    return packed;
  }

  private void close(List<Statement> run, int size, List<Statement> packed) {
    boolean isRegion = run.size() == 1 && run.get(0) instanceof Region;
    if (size < WORTH_A_METHOD || isRegion) {
      packed.addAll(run);
    } else {
      packed.add(new Region(regions++, List.copyOf(run)));
    }
  }

  static int size(List<Statement> statements) {
    int size = 0;
    for (Statement statement : statements) {
      size += size(statement);
    }
    return size;
  }

  /** About how many bytes of code a statement takes, with its places in arrays. */
  private static int size(Statement statement) {
    return switch (statement) {
      case Assign(Place place, Expr value) -> 6 + size(value);
      case Evaluate(Expr value) -> 1 + size(value);
      case Effect effect -> 8 + sizeOf(effect.operands());
      case Call call ->
          SITE
              + call.arguments().stream().mapToInt(Splitter::size).sum()
              + 6 * call.results().size();
      case Block(Statement.Label label, List<Statement> body) -> size(body);
      case Loop loop -> SITE + size(loop.body());
      case If choice ->
          8 + size(choice.condition()) + size(choice.then()) + size(choice.otherwise());
      case Branch branch ->
          6
              + branch.condition().map(Splitter::size).orElse(0)
              + 10 * branch.target().moves().assigns().size();
      case Switch choice -> 20 + size(choice.index()) + JumpTable.size(choice.targets());
      case Region region -> REGION_CALL;
      case Return(List<Expr> values) ->
          4 + values.stream().mapToInt(value -> 6 + size(value)).sum();
      case Unreachable() -> 12;
    };
  }

  private static int sizeOf(List<Expr> values) {
    int size = 0;
    for (Expr value : values) {
      size += size(value);
    }
    return size;
  }

  private static int size(Expr value) {
    return switch (value) {
      case Const constant -> 3;
      case Place place -> 7;
      case Operation operation -> 4 + sizeOf(operation.operands());
    };
  }
}
