package org.vouchsafe.engine.compile;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
import org.vouchsafe.engine.compile.Statement.Indirect;
import org.vouchsafe.engine.compile.Statement.Label;
import org.vouchsafe.engine.compile.Statement.Loop;
import org.vouchsafe.engine.compile.Statement.Region;
import org.vouchsafe.engine.compile.Statement.Return;
import org.vouchsafe.engine.compile.Statement.Switch;
import org.vouchsafe.engine.compile.Statement.Target;
import org.vouchsafe.engine.compile.Statement.Unreachable;

/** What a region does to what is around it: where it leaves to, and which places it touches. */
final class Outline {
  private final Set<Label> inner = new LinkedHashSet<>();
  private final Set<Label> targets = new LinkedHashSet<>();
  private final Set<Place> touched = new LinkedHashSet<>();
  private final Set<Place> assigned = new LinkedHashSet<>();
  private boolean returns;
  private boolean hasRegions;

  static Outline of(Region region) {
    Outline outline = new Outline();
    outline.scan(region.body());
    return outline;
  }

  /** The labels outside that it branches to; the first has exit code 1, falling through is 0. */
  List<Label> exits() {
    List<Label> exits = new ArrayList<>(targets);
    exits.removeAll(inner);
    return exits;
  }

  /** Whether the function may return from here; its exit code is one beyond the labels'. */
  boolean returns() {
    return returns;
  }

  boolean hasRegions() {
    return hasRegions;
  }

  Set<Place> touched() {
    return touched;
  }

  Set<Place> assigned() {
    return assigned;
  }

  /** The outermost regions among these statements. */
  static List<Region> regionsIn(List<Statement> statements) {
    List<Region> regions = new ArrayList<>();
    for (Statement statement : statements) {
      switch (statement) {
        case Block(Label label, List<Statement> body) -> regions.addAll(regionsIn(body));
        case Loop loop -> regions.addAll(regionsIn(loop.body()));
        case If choice -> {
          regions.addAll(regionsIn(choice.then()));
          regions.addAll(regionsIn(choice.otherwise()));
        }
        case Region region -> regions.add(region);
        default -> {}
      }
    }
    return regions;
  }

  /** The call or loop at an offset. */
  static Optional<Statement> siteAt(int offset, List<Statement> statements) {
    for (Statement statement : statements) {
      Optional<Statement> found =
          switch (statement) {
            case Call call when call.offset() == offset -> Optional.of(call);
            case Loop loop when loop.offset() == offset -> Optional.of(loop);
            case Block(Label label, List<Statement> body) -> siteAt(offset, body);
            case Loop loop -> siteAt(offset, loop.body());
            case If choice ->
                siteAt(offset, choice.then()).or(() -> siteAt(offset, choice.otherwise()));
            case Region region -> siteAt(offset, region.body());
            default -> Optional.empty();
          };
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** The regions that lead to a statement, the outermost first; absent when it is not in there. */
  static Optional<List<Region>> pathTo(Statement wanted, List<Statement> statements) {
    for (Statement statement : statements) {
      Optional<List<Region>> path = pathTo(wanted, statement);
      if (path.isPresent()) {
        return path;
      }
    }
    return Optional.empty();
  }

  private static Optional<List<Region>> pathTo(Statement wanted, Statement statement) {
    if (statement == wanted) {
      return Optional.of(List.of());
    }
    return switch (statement) {
      case Block(Label label, List<Statement> body) -> pathTo(wanted, body);
      case Loop loop -> pathTo(wanted, loop.body());
      case If choice -> pathTo(wanted, choice.then()).or(() -> pathTo(wanted, choice.otherwise()));
      case Region region ->
          pathTo(wanted, region.body())
              .map(
                  rest -> {
                    List<Region> path = new ArrayList<>(List.of(region));
                    path.addAll(rest);
                    return path;
                  });
      default -> Optional.empty();
    };
  }

  private void scan(List<Statement> statements) {
    statements.forEach(this::scan);
  }

  private void scan(Statement statement) {
    switch (statement) {
      case Assign assign -> scan(assign);
      case Evaluate(Expr value) -> scan(value);
      case Effect effect -> effect.operands().forEach(this::scan);
      case Call call -> {
        call.arguments().forEach(this::scan);
        if (call.callee() instanceof Indirect(int type, int table, Expr entry)) {
          scan(entry);
        }
        touched.addAll(call.results());
        assigned.addAll(call.results());
      }
      case Block(Label label, List<Statement> body) -> {
        inner.add(label);
        scan(body);
      }
      case Loop loop -> {
        inner.add(loop.label());
        scan(loop.body());
      }
      case If choice -> {
        inner.add(choice.label());
        scan(choice.condition());
        scan(choice.then());
        scan(choice.otherwise());
      }
      case Branch branch -> {
        branch.condition().ifPresent(this::scan);
        scan(branch.target());
      }
      case Switch choice -> {
        scan(choice.index());
        choice.targets().forEach(this::scan);
      }
      case Region region -> {
        hasRegions = true;
        scan(region.body());
      }
      case Return(List<Expr> values) -> {
        returns = true;
        values.forEach(this::scan);
      }
      case Unreachable() -> {}
    }
  }

  private void scan(Target target) {
    targets.add(target.label());
    target.moves().assigns().forEach(this::scan);
  }

  private void scan(Assign assign) {
    touched.add(assign.place());
    assigned.add(assign.place());
    scan(assign.value());
  }

  private void scan(Expr value) {
    switch (value) {
      case Const constant -> {}
      case Place place -> touched.add(place);
      case Operation operation -> operation.operands().forEach(this::scan);
    }
  }
}
