package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static org.vouchsafe.engine.compile.Names.PROGRAM;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;

/** Turns a module into classes of the Java virtual machine. */
final class ModuleCompiler {
  private static final ClassDesc TYPE = FunctionType.class.describeConstable().orElseThrow();

  /** So many that a call through a reference stays small enough to be compiled into its caller. */
  private static final int REFERENCES_PER_CLASS = 16;

  /** The JIT compiles no method of 8,000 bytes or more. */
  private static final int LONGEST_METHOD = 8_000;

  static final int FIRST_REGION = 4_500;
  private static final int SMALLEST_REGION = 200;

  /** Where the reference to a function comes from. */
  record Reference(String className, int id) {}

  private final Module module;
  private final Layout layout;
  private final ClassFile format = Hierarchy.format();

  /** For each function the size of its regions; 0 where it is one method. */
  private final int[] splits;

  private final Map<String, byte[]> classes = new HashMap<>();
  private final Map<Integer, Reference> references = new HashMap<>();

  ModuleCompiler(Module module) {
    this.module = module;
    this.layout = new Layout(module);
    this.splits = new int[module.functionCount()];
  }

  CompiledModule compile(Signatures signatures) {
    put(PROGRAM, format.build(PROGRAM, this::program));
    for (int i = 0; i < layout.codeClasses(); i++) {
      put(Layout.code(i), codeClass(i));
    }
    makeReferences();
    return new CompiledModule(
        module, layout, Map.copyOf(classes), Map.copyOf(references), splits, signatures);
  }

  private void put(ClassDesc name, byte[] made) {
    classes.put(Hierarchy.binaryName(name), made);
  }

  private void program(ClassBuilder made) {
    made.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL).withSuperclass(Names.INSTANCE);
    for (int i = 0; i < module.globals().size(); i++) {
      if (!layout.isShared(i)) {
        made.withField(
            Layout.field(i), Names.type(module.globals().get(i).type()), ClassFile.ACC_PUBLIC);
      }
    }
    made.withMethodBody(
        INIT_NAME,
        MethodTypeDesc.of(CD_void),
        ClassFile.ACC_PUBLIC,
        code ->
            code.aload(0)
                .invokespecial(Names.INSTANCE, INIT_NAME, MethodTypeDesc.of(CD_void))
                .return_());
  }

  private void code(ClassBuilder made, int number) {
    made.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL);
    for (int f = layout.firstFunction(number); f < layout.endFunction(number); f++) {
      FunctionUnit.read(layout, f, splits).write(made);
    }
  }

  /** A class of which no method is too long. What had to be cut is cut finer until it fits. */
  private byte[] codeClass(int number) {
    ClassDesc name = Layout.code(number);
    while (true) {
      byte[] made = format.build(name, code -> code(code, number));
      boolean fits = true;
      for (MethodModel method : format.parse(made).methods()) {
        int length = method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
        if (length >= LONGEST_METHOD) {
          fits &= !cutFiner(Layout.functionOf(method.methodName().stringValue()));
        }
      }
      if (fits) {
        return made;
      }
    }
  }

  /** Whether it can be cut any finer. */
  private boolean cutFiner(int function) {
    int finer = splits[function] == 0 ? FIRST_REGION : splits[function] * 2 / 3;
    if (finer < SMALLEST_REGION) {
      return false;
    }
    splits[function] = finer;
    return true;
  }

  private void makeReferences() {
    Map<FunctionType, List<Integer>> byType = new LinkedHashMap<>();
    for (int f = module.importedFunctions(); f < module.functionCount(); f++) {
      if (module.isReferable(f) || (module.start().isPresent() && module.start().getAsInt() == f)) {
        byType.computeIfAbsent(module.functionType(f), t -> new ArrayList<>()).add(f);
      }
    }
    int number = 0;
    for (Map.Entry<FunctionType, List<Integer>> entry : byType.entrySet()) {
      List<Integer> all = entry.getValue();
      for (int i = 0; i < all.size(); i += REFERENCES_PER_CLASS) {
        List<Integer> some = all.subList(i, Math.min(all.size(), i + REFERENCES_PER_CLASS));
        ClassDesc self = ClassDesc.of(Names.PACKAGE, "Reference" + number++);
        put(self, format.build(self, made -> reference(made, self, entry.getKey(), some)));
        for (int id = 0; id < some.size(); id++) {
          references.put(some.get(id), new Reference(Hierarchy.binaryName(self), id));
        }
      }
    }
  }

  /** A class of functions of one type; each object is one of them, of one instance. */
  private void reference(
      ClassBuilder made, ClassDesc self, FunctionType type, List<Integer> functions) {
    ClassDesc signature = Names.signature(type);
    made.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL)
        .withSuperclass(signature)
        .withField("instance", PROGRAM, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
        .withField("id", CD_int, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
        .withMethodBody(
            INIT_NAME,
            MethodTypeDesc.of(CD_void, TYPE, PROGRAM, CD_int),
            ClassFile.ACC_PUBLIC,
            code ->
                code.aload(0)
                    .aload(1)
                    .invokespecial(signature, INIT_NAME, MethodTypeDesc.of(CD_void, TYPE))
                    .aload(0)
                    .aload(2)
                    .putfield(self, "instance", PROGRAM)
                    .aload(0)
                    .iload(3)
                    .putfield(self, "id", CD_int)
                    .return_())
        .withMethodBody(
            "call",
            Names.called(type),
            ClassFile.ACC_PUBLIC,
            code -> dispatch(code, self, type, functions));
  }

  private void dispatch(
      CodeBuilder code, ClassDesc self, FunctionType type, List<Integer> functions) {
    Signatures.loadParameters(code, type, 1);
    code.aload(0).getfield(self, "instance", PROGRAM);
    if (functions.size() == 1) {
      arrive(code, self, type, functions.get(0));
      return;
    }
    List<Label> labels = functions.stream().map(function -> code.newLabel()).toList();
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < labels.size() - 1; i++) {
      cases.add(SwitchCase.of(i, labels.get(i)));
    }
    code.aload(0).getfield(self, "id", CD_int);
    code.tableswitch(0, cases.size() - 1, labels.getLast(), cases);
    for (int i = 0; i < labels.size(); i++) {
      code.labelBinding(labels.get(i));
      arrive(code, self, type, functions.get(i));
    }
  }

  private void arrive(CodeBuilder code, ClassDesc self, FunctionType type, int function) {
    code.invokestatic(layout.owner(function), Layout.name(function), Names.compiled(type));
    if (type.results().size() > 1) {
      code.aload(1 + Signatures.width(type.parameters()));
      code.aload(0).getfield(self, "instance", PROGRAM);
      code.loadConstant(type.results().size());
      code.invokevirtual(
          Names.INSTANCE, "takeResults", MethodTypeDesc.of(CD_void, Names.INSTANCE, CD_int));
    }
    Signatures.giveBack(code, type);
  }
}
