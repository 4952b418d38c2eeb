package org.vouchsafe.engine.compile;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
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

/**
 * Which places are still needed at each point where a function can stop, and wherever a region of
 * it begins and ends. What is not needed is not kept: neither in a frame nor alive for the JIT.
 *
 * <p>Passes go backwards over the statements until the loops agree with themselves: one pass more
 * than loops are nested, whatever the size.
 */
final class Analysis {
  private final List<Place> places = new ArrayList<>();
  private final Map<Place, Integer> numbers = new HashMap<>();
  private final IdentityHashMap<Label, BitSet> atLabel = new IdentityHashMap<>();
  private final IdentityHashMap<Statement, BitSet> atSite = new IdentityHashMap<>();
  private final IdentityHashMap<Statement, BitSet> afterRegion = new IdentityHashMap<>();
  private final IdentityHashMap<Statement, BitSet> beforeRegion = new IdentityHashMap<>();
  private BitSet atEntry = new BitSet();
  private boolean changed;

  static Analysis of(List<Statement> body) {
    Analysis analysis = new Analysis();
    do {
      analysis.changed = false;
      analysis.atEntry = analysis.before(body, new BitSet());
    } while (analysis.changed);
    return analysis;
  }

  /** All that the function uses, each at its number. */
  List<Place> places() {
    return places;
  }

  int number(Place place) {
    return numbers.computeIfAbsent(
        place,
        p -> {
          places.add(p);
          return places.size() - 1;
        });
  }

  boolean isKnown(Place place) {
    return numbers.containsKey(place);
  }

  /** What is needed after a call returned, but for its results; or each time a loop begins. */
  List<Place> neededAt(Statement site) {
    return list(atSite.getOrDefault(site, new BitSet()));
  }

  List<Place> neededAtEntry() {
    return list(atEntry);
  }

  BitSet neededAt(Label label) {
    return atLabel.getOrDefault(label, new BitSet());
  }

  BitSet neededBefore(Region region) {
    return beforeRegion.getOrDefault(region, new BitSet());
  }

  BitSet neededAfter(Region region) {
    return afterRegion.getOrDefault(region, new BitSet());
  }

  private List<Place> list(BitSet set) {
    return set.stream().mapToObj(places::get).toList();
  }

  private BitSet before(List<Statement> statements, BitSet after) {
    BitSet needed = (BitSet) after.clone();
    for (int i = statements.size(); i-- > 0; ) {
      needed = before(statements.get(i), needed);
    }
    return needed;
  }

  /** May change and return {@code needed}. */
  private BitSet before(Statement statement, BitSet needed) {
    switch (statement) {
      case Assign assign -> assign(assign, needed);
      case Evaluate(Expr value) -> use(value, needed);
      case Effect effect -> use(effect.operands(), needed);
      case Call call -> {
        call.results().forEach(result -> needed.clear(number(result)));
        atSite.put(call, (BitSet) needed.clone());
        if (call.callee() instanceof Indirect(int type, int table, Expr entry)) {
          use(entry, needed);
        }
        call.arguments().forEach(argument -> use(argument, needed));
      }
      case Block(Label label, List<Statement> body) -> {
        atLabel.put(label, (BitSet) needed.clone());
        return before(body, needed);
      }
      case Loop loop -> {
        atLabel.computeIfAbsent(loop.label(), l -> new BitSet());
        BitSet start = before(loop.body(), needed);
        BitSet known = neededAt(loop.label());
        if (!start.equals(known)) {
          changed = true;
          atLabel.put(loop.label(), (BitSet) start.clone());
        }
        atSite.put(loop, (BitSet) start.clone());
        return start;
      }
      case If choice -> {
        atLabel.put(choice.label(), (BitSet) needed.clone());
        BitSet either = before(choice.then(), needed);
        either.or(before(choice.otherwise(), needed));
        use(choice.condition(), either);
        return either;
      }
      case Branch branch -> {
        BitSet taken = before(branch.target());
        if (branch.condition().isPresent()) {
          taken.or(needed);
          use(branch.condition().get(), taken);
        }
        return taken;
      }
      case Switch choice -> {
        BitSet any = new BitSet();
        // Many entries of a table lead to few targets.
        for (Target target : new java.util.HashSet<>(choice.targets())) {
          any.or(before(target));
        }
        use(choice.index(), any);
        return any;
      }
      case Region region -> {
        afterRegion.put(region, (BitSet) needed.clone());
        BitSet start = before(region.body(), needed);
        beforeRegion.put(region, (BitSet) start.clone());
        return start;
      }
      case Return(List<Expr> values) -> {
        BitSet used = new BitSet();
        values.forEach(value -> use(value, used));
        return used;
      }
      case Unreachable() -> {
        return new BitSet();
      }
    }
    return needed;
  }

  private BitSet before(Target target) {
    BitSet needed = (BitSet) neededAt(target.label()).clone();
    List<Assign> assigns = target.moves().assigns();
    for (int i = assigns.size(); i-- > 0; ) {
      assign(assigns.get(i), needed);
    }
    return needed;
  }

  private void assign(Assign assign, BitSet needed) {
    needed.clear(number(assign.place()));
    use(assign.value(), needed);
  }

  private void use(List<Expr> values, BitSet needed) {
    for (Expr value : values) {
      use(value, needed);
    }
  }

  private void use(Expr value, BitSet needed) {
    switch (value) {
      case Const constant -> {}
      case Place place -> needed.set(number(place));
      case Operation operation -> use(operation.operands(), needed);
    }
  }
}
