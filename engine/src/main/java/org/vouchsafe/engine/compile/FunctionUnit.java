package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static org.vouchsafe.engine.compile.Names.PROGRAM;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.vouchsafe.engine.compile.Expr.Local;
import org.vouchsafe.engine.compile.Expr.Place;
import org.vouchsafe.engine.compile.Expr.Slot;
import org.vouchsafe.engine.compile.Statement.Region;
import org.vouchsafe.engine.module.FunctionType;

/** One function: its statements, what is known of them, and the methods that they become. */
final class FunctionUnit {
  /** A region: the instance and the function's arrays; gives the exit code. */
  static final MethodTypeDesc REGION =
      MethodTypeDesc.of(CD_int, PROGRAM, CD_long.arrayType(), CD_Object.arrayType());

  /** What does not fit by far is not even tried in one piece. */
  private static final int SURELY_TOO_LONG = 25_000;

  private static final int STATIC = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;

  final Layout layout;
  final int function;
  final FunctionType type;
  final Analysis analysis;
  final List<Statement> body;
  private final boolean split;
  private final IdentityHashMap<Region, Outline> outlines = new IdentityHashMap<>();

  private FunctionUnit(Layout layout, int function, List<Statement> body, boolean split) {
    this.layout = layout;
    this.function = function;
    this.type = layout.module.functionType(function);
    this.body = body;
    this.split = split;
    this.analysis = Analysis.of(body);
    resultPlaces().forEach(place -> analysis.number((Place) place));
  }

  /**
   * @param splits for each function the size of its regions, or 0; may be changed
   */
  static FunctionUnit read(Layout layout, int function, int[] splits) {
    List<Statement> body = new FunctionReader(layout.module, function).read();
    if (splits[function] == 0 && Splitter.size(body) > SURELY_TOO_LONG) {
      splits[function] = ModuleCompiler.FIRST_REGION;
    }
    boolean split = splits[function] > 0;
    return new FunctionUnit(
        layout, function, split ? new Splitter(splits[function]).split(body) : body, split);
  }

  boolean isSplit() {
    return split;
  }

  Outline outline(Region region) {
    return outlines.computeIfAbsent(region, Outline::of);
  }

  String regionName(Region region) {
    return Layout.name(function) + "_" + region.number();
  }

  /** Where a region leaves what its function gives back: one value. Several are the instance's. */
  List<Expr> resultPlaces() {
    return split && type.results().size() == 1
        ? List.of(new Slot(-1, type.results().get(0)))
        : List.of();
  }

  /** How many entries the arrays of a split function have. */
  int arraySize() {
    return analysis.places().size();
  }

  void write(ClassBuilder made) {
    made.withMethodBody(Layout.name(function), Names.compiled(type), STATIC, this::writeWhole);
    if (split) {
      writeRegions(made, body);
    }
  }

  private void writeRegions(ClassBuilder made, List<Statement> statements) {
    for (Region region : Outline.regionsIn(statements)) {
      made.withMethodBody(
          regionName(region),
          REGION,
          STATIC,
          code -> writeRegion(code, region, Optional.empty(), () -> {}));
      writeRegions(made, region.body());
    }
  }

  private void writeWhole(CodeBuilder code) {
    Variables own = Variables.ofFunction(code, type);
    Variables variables = own;
    if (split) {
      int numbers = code.allocateLocal(TypeKind.REFERENCE);
      int references = code.allocateLocal(TypeKind.REFERENCE);
      // All numbers are given before the size is known.
      Variables.makeArrays(code, arraySize(), numbers, references);
      variables = Variables.of(code, own.instance(), arrays(numbers, references, Set.of()));
      for (int i = 0; i < type.parameters().size(); i++) {
        Local parameter = new Local(i, type.parameters().get(i));
        if (analysis.isKnown(parameter)) {
          variables.store(parameter, () -> own.load(parameter));
        }
      }
    } else {
      for (Place place : analysis.neededAtEntry()) {
        if (((Local) place).index() >= type.parameters().size()) {
          variables.clear(place);
        }
      }
    }
    MethodWriter writer =
        new MethodWriter(code, this, variables, new Giving(code), Optional.empty());
    writer.writeEntryPoll();
    writer.write(body, () -> {});
  }

  Variables.Arrays arrays(int numbers, int references, Set<Place> inVariables) {
    return new Variables.Arrays(numbers, references, analysis::number, inVariables);
  }

  /** Leaves a method that is a whole function: with its results. */
  private final class Giving implements MethodWriter.Leaving {
    private final CodeBuilder code;

    Giving(CodeBuilder code) {
      this.code = code;
    }

    @Override
    public void giveBack(MethodWriter writer, List<Expr> results) {
      if (type.results().size() == 1) {
        writer.values().emit(results.get(0));
        code.return_(Values.kind(type.results().get(0)));
      } else {
        writer.storeInInstance(results);
        code.return_();
      }
    }

    @Override
    public Label outside(Statement.Label label) {
      throw new IllegalStateException("a function branches out of itself");
    }
  }

  /**
   * The method of a region. Without regions inside, it keeps what it touches in variables while it
   * runs.
   *
   * @param entry where it begins, if in the middle
   * @param before what has to be written before it goes there
   */
  void writeRegion(CodeBuilder code, Region region, Optional<Statement> entry, Runnable before) {
    Outline outline = outline(region);
    Set<Place> kept = outline.hasRegions() ? Set.of() : new HashSet<>(outline.touched());
    Variables variables = Variables.of(code, 0, arrays(1, 2, kept));
    for (Place place : kept) {
      if (entry.isPresent() || analysis.neededBefore(region).get(analysis.number(place))) {
        variables.fetch(place);
      } else {
        variables.clear(place);
      }
    }
    RegionLeaving leaving = new RegionLeaving(code, region, outline, kept, variables);
    MethodWriter writer = new MethodWriter(code, this, variables, leaving, entry);
    if (entry.isPresent()) {
      before.run();
      code.goto_(writer.entryLabel());
    }
    writer.later(leaving::writeExits);
    writer.write(region.body(), leaving::fallThrough);
  }

  private final class RegionLeaving implements MethodWriter.Leaving {
    private final CodeBuilder code;
    private final Region region;
    private final Outline outline;
    private final Set<Place> kept;
    private final Variables variables;
    private final Map<Statement.Label, Label> stubs = new LinkedHashMap<>();

    RegionLeaving(
        CodeBuilder code, Region region, Outline outline, Set<Place> kept, Variables variables) {
      this.code = code;
      this.region = region;
      this.outline = outline;
      this.kept = kept;
      this.variables = variables;
    }

    @Override
    public void giveBack(MethodWriter writer, List<Expr> results) {
      if (type.results().size() == 1) {
        Place place = (Place) resultPlaces().get(0);
        if (!results.get(0).equals(place)) {
          variables.store(place, () -> writer.values().emit(results.get(0)));
        }
      } else {
        writer.storeInInstance(results);
      }
      leave(outline.exits().size() + 1, new java.util.BitSet());
    }

    @Override
    public Label outside(Statement.Label label) {
      return stubs.computeIfAbsent(label, l -> code.newLabel());
    }

    /** Falls through here, at the end of the statements; then the branches to outside. */
    void writeExits() {
      List<Statement.Label> exits = outline.exits();
      stubs.forEach(
          (label, stub) -> {
            code.labelBinding(stub);
            leave(exits.indexOf(label) + 1, analysis.neededAt(label));
          });
      stubs.clear();
    }

    void fallThrough() {
      leave(0, analysis.neededAfter(region));
    }

    private void leave(int exit, java.util.BitSet needed) {
      for (Place place : outline.assigned()) {
        if (kept.contains(place) && needed.get(analysis.number(place))) {
          variables.giveBack(place);
        }
      }
      code.loadConstant(exit).ireturn();
    }
  }
}
