package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static org.vouchsafe.engine.compile.Names.PROGRAM;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vouchsafe.engine.compile.Expr.Place;
import org.vouchsafe.engine.compile.Expr.Slot;
import org.vouchsafe.engine.compile.Statement.Call;
import org.vouchsafe.engine.compile.Statement.Region;
import org.vouchsafe.engine.runtime.Continuation;
import org.vouchsafe.engine.runtime.Frame;

/**
 * Writes a function once more, with an entry at one point where it was stopped. The rest of it is
 * the same code, so a loop that is entered in the middle is soon as fast as ever.
 */
final class ContinuationWriter {
  static final ClassDesc NAME = ClassDesc.of(Names.PACKAGE, "Continuation");

  private static final ClassDesc CONTINUATION =
      Continuation.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_long, Names.INSTANCE, CD_long.arrayType(), CD_Object.arrayType(), CD_long, CD_Object);

  // The parameters of run.
  private static final int GIVEN_INSTANCE = 1;
  private static final int GIVEN_VALUES = 2;
  private static final int GIVEN_REFERENCES = 3;
  private static final int GIVEN_BITS = 4;
  private static final int GIVEN_REFERENCE = 6;

  private final FunctionUnit unit;

  /** Absent at the function's entry. */
  private final Optional<Statement> site;

  private final List<Region> path;
  private final List<Place> needed;

  ContinuationWriter(FunctionUnit unit, int offset) {
    this.unit = unit;
    if (offset == Frame.Compiled.ENTRY) {
      site = Optional.empty();
      path = List.of();
      needed = unit.analysis.neededAtEntry();
    } else {
      Statement found =
          Outline.siteAt(offset, unit.body)
              .orElseThrow(() -> new IllegalArgumentException("nothing can stop at " + offset));
      site = Optional.of(found);
      path = Outline.pathTo(found, unit.body).orElseThrow();
      needed = unit.analysis.neededAt(found);
    }
  }

  byte[] write() {
    return Hierarchy.format().build(NAME, this::write);
  }

  private void write(ClassBuilder made) {
    made.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL)
        .withSuperclass(CONTINUATION)
        .withMethodBody(
            INIT_NAME,
            MethodTypeDesc.of(CD_void),
            ClassFile.ACC_PUBLIC,
            code ->
                code.aload(0)
                    .invokespecial(CONTINUATION, INIT_NAME, MethodTypeDesc.of(CD_void))
                    .return_())
        .withMethodBody("run", RUN, ClassFile.ACC_PUBLIC, this::writeRun);
    for (int i = 0; i < path.size(); i++) {
      Region region = path.get(i);
      boolean last = i == path.size() - 1;
      Statement entry = last ? site.orElseThrow() : path.get(i + 1);
      Optional<Region> inner = last ? Optional.empty() : Optional.of(path.get(i + 1));
      made.withMethodBody(
          name(region),
          FunctionUnit.REGION,
          ClassFile.ACC_STATIC,
          code ->
              unit.writeRegion(
                  code,
                  region,
                  Optional.of(entry),
                  () ->
                      inner.ifPresent(
                          next ->
                              code.aload(0)
                                  .aload(1)
                                  .aload(2)
                                  .invokestatic(NAME, name(next), FunctionUnit.REGION))));
    }
  }

  private static String name(Region region) {
    return "region" + region.number();
  }

  private void writeRun(CodeBuilder code) {
    int instance = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(GIVEN_INSTANCE).checkcast(PROGRAM).astore(instance);
    Variables variables;
    if (unit.isSplit()) {
      int numbers = code.allocateLocal(TypeKind.REFERENCE);
      int references = code.allocateLocal(TypeKind.REFERENCE);
      Variables.makeArrays(code, unit.arraySize(), numbers, references);
      variables = Variables.of(code, instance, unit.arrays(numbers, references, Set.of()));
    } else {
      variables = Variables.of(code, instance);
      // Whatever is not needed may still meet, on some way, what is.
      for (Place place : List.copyOf(unit.analysis.places())) {
        variables.clear(place);
      }
    }
    fill(code, variables);
    Optional<Statement> entry = path.isEmpty() ? site : Optional.of(path.get(0));
    MethodWriter writer = new MethodWriter(code, unit, variables, new Giving(code), entry);
    site.ifPresent(statement -> takeResult(code, variables, writer, statement));
    if (!path.isEmpty()) {
      variables.loadInstance();
      variables.loadArrays();
      code.invokestatic(NAME, name(path.get(0)), FunctionUnit.REGION);
    }
    if (entry.isPresent()) {
      code.goto_(writer.entryLabel());
    }
    writer.write(unit.body, () -> {});
  }

  private void fill(CodeBuilder code, Variables variables) {
    int numbers = 0;
    int references = 0;
    for (Place place : needed) {
      if (place.type().isReference()) {
        int index = references++;
        variables.store(
            place,
            () -> {
              code.aload(GIVEN_REFERENCES).loadConstant(index).aaload();
              Values.cast(code, place.type());
            });
      } else {
        int index = numbers++;
        variables.store(
            place,
            () -> {
              code.aload(GIVEN_VALUES).loadConstant(index).laload();
              Values.fromBits(code, place.type());
            });
      }
    }
  }

  /** What the call gave that the function was waiting for. */
  private static void takeResult(
      CodeBuilder code, Variables variables, MethodWriter writer, Statement statement) {
    if (!(statement instanceof Call call)) {
      return;
    }
    if (call.results().size() == 1) {
      Slot slot = call.results().get(0);
      variables.store(
          slot,
          () -> {
            if (slot.type().isReference()) {
              code.aload(GIVEN_REFERENCE);
              Values.cast(code, slot.type());
            } else {
              code.lload(GIVEN_BITS);
              Values.fromBits(code, slot.type());
            }
          });
    } else {
      writer.storeResults(call);
    }
  }

  private static final class Giving implements MethodWriter.Leaving {
    private final CodeBuilder code;

    Giving(CodeBuilder code) {
      this.code = code;
    }

    @Override
    public void giveBack(MethodWriter writer, List<Expr> results) {
      if (results.size() == 1 && !results.get(0).type().isReference()) {
        writer.values().emit(results.get(0));
        Values.toBits(code, results.get(0).type());
      } else {
        writer.storeInInstance(results);
        code.lconst_0();
      }
      code.lreturn();
    }

    @Override
    public Label outside(Statement.Label label) {
      throw new IllegalStateException("a function branches out of itself");
    }
  }
}
