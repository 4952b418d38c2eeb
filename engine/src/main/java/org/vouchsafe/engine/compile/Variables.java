package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_Object;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import org.vouchsafe.engine.compile.Expr.Local;
import org.vouchsafe.engine.compile.Expr.Place;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.ValueType;

/**
 * Where the places of a function are while one method of it runs: in variables of the virtual
 * machine, each of one type for good, or, in a function of several methods, in two arrays that all
 * of them share: numbers as bits, and references.
 */
final class Variables {
  /** The arrays of a function that has several methods. */
  record Arrays(int numbers, int references, ToIntFunction<Place> index, Set<Place> inVariables) {}

  private final CodeBuilder code;
  private final int instance;
  private final Map<Place, Integer> variables = new HashMap<>();
  private final java.util.Optional<Arrays> arrays;

  private Variables(CodeBuilder code, int instance, java.util.Optional<Arrays> arrays) {
    this.code = code;
    this.instance = instance;
    this.arrays = arrays;
  }

  /** A method whose parameters are the function's, and then the instance. */
  static Variables ofFunction(CodeBuilder code, FunctionType type) {
    Variables made =
        new Variables(code, Signatures.width(type.parameters()), java.util.Optional.empty());
    int next = 0;
    for (int i = 0; i < type.parameters().size(); i++) {
      ValueType parameter = type.parameters().get(i);
      made.variables.put(new Local(i, parameter), next);
      next += Values.kind(parameter).slotSize();
    }
    return made;
  }

  /** A method with the instance in one of its variables. */
  static Variables of(CodeBuilder code, int instance) {
    return new Variables(code, instance, java.util.Optional.empty());
  }

  static Variables of(CodeBuilder code, int instance, Arrays arrays) {
    return new Variables(code, instance, java.util.Optional.of(arrays));
  }

  int instance() {
    return instance;
  }

  void loadInstance() {
    code.aload(instance);
  }

  void loadArrays() {
    code.aload(arrays.orElseThrow().numbers()).aload(arrays.orElseThrow().references());
  }

  private boolean isInArray(Place place) {
    return arrays.isPresent() && !arrays.get().inVariables().contains(place);
  }

  private int variable(Place place) {
    return variables.computeIfAbsent(place, p -> code.allocateLocal(Values.kind(p.type())));
  }

  void load(Place place) {
    if (isInArray(place)) {
      loadShared(place);
    } else {
      code.loadLocal(Values.kind(place.type()), variable(place));
    }
  }

  /** Stores what {@code value} puts on the stack. */
  void store(Place place, Runnable value) {
    if (isInArray(place)) {
      storeShared(place, value);
    } else {
      value.run();
      code.storeLocal(Values.kind(place.type()), variable(place));
    }
  }

  /** Stores what is on the stack. */
  void storeTop(Place place) {
    if (isInArray(place)) {
      TypeKind kind = Values.kind(place.type());
      int passing = code.allocateLocal(kind);
      code.storeLocal(kind, passing);
      storeShared(place, () -> code.loadLocal(kind, passing));
    } else {
      code.storeLocal(Values.kind(place.type()), variable(place));
    }
  }

  void clear(Place place) {
    store(place, () -> Values.constant(code, place.type(), 0));
  }

  /** From the array, wherever the place is while this method runs. */
  private void loadShared(Place place) {
    int index = arrays.orElseThrow().index().applyAsInt(place);
    if (place.type().isReference()) {
      code.aload(arrays.get().references()).loadConstant(index).aaload();
      Values.cast(code, place.type());
    } else {
      code.aload(arrays.get().numbers()).loadConstant(index).laload();
      Values.fromBits(code, place.type());
    }
  }

  private void storeShared(Place place, Runnable value) {
    int index = arrays.orElseThrow().index().applyAsInt(place);
    if (place.type().isReference()) {
      code.aload(arrays.get().references()).loadConstant(index);
      value.run();
      code.aastore();
    } else {
      code.aload(arrays.get().numbers()).loadConstant(index);
      value.run();
      Values.toBits(code, place.type());
      code.lastore();
    }
  }

  /** From the array to the variable, for a place that this method keeps in one. */
  void fetch(Place place) {
    loadShared(place);
    code.storeLocal(Values.kind(place.type()), variable(place));
  }

  /** Back again. */
  void giveBack(Place place) {
    storeShared(place, () -> code.loadLocal(Values.kind(place.type()), variable(place)));
  }

  /** Makes the arrays of a function that begins. */
  static void makeArrays(CodeBuilder code, int size, int numbers, int references) {
    code.loadConstant(size).newarray(TypeKind.LONG).astore(numbers);
    code.loadConstant(size).anewarray(CD_Object).astore(references);
  }
}
