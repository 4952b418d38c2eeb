package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_void;
import static java.lang.constant.ConstantDescs.INIT_NAME;
import static org.vouchsafe.engine.compile.Names.FUNCTION;
import static org.vouchsafe.engine.compile.Names.UNWIND;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.List;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.HostFunction;

/**
 * Makes the class of a function type when somebody needs it; its name says the type. Modules that
 * call one another share one of these.
 */
final class Signatures extends ClassLoader {
  private static final ClassDesc TYPE = FunctionType.class.describeConstable().orElseThrow();
  private static final ClassDesc HOST = HostFunction.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc INVOKE =
      MethodTypeDesc.of(CD_Object.arrayType(), CD_Object.arrayType(), Names.INSTANCE);
  private static final MethodTypeDesc HOST_CALL =
      MethodTypeDesc.of(CD_Object.arrayType(), Names.INSTANCE, CD_Object.arrayType());
  private static final String RECORDER = Names.PACKAGE + ".Recorder";
  private static final String HOST_SUFFIX = "$Host";

  private final ClassFile format;

  Signatures() {
    super(Function.class.getClassLoader());
    this.format = Hierarchy.format();
  }

  /** A function of Java's, as one of WebAssembly's. */
  Function host(FunctionType type, HostFunction target) {
    try {
      Class<?> host = loadClass(hostClass(type));
      return (Function)
          host.getConstructor(FunctionType.class, HostFunction.class).newInstance(type, target);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a class that was just made cannot be used", e);
    }
  }

  private static String hostClass(FunctionType type) {
    return Hierarchy.binaryName(Names.signature(type)) + HOST_SUFFIX;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (name.startsWith(RECORDER)) {
      byte[] made = recorderOf(types(name.substring(RECORDER.length())));
      return defineClass(name, made, 0, made.length);
    }
    String prefix = Names.PACKAGE + ".T";
    if (!name.startsWith(prefix)) {
      throw new ClassNotFoundException(name);
    }
    boolean host = name.endsWith(HOST_SUFFIX);
    String letters =
        name.substring(prefix.length(), name.length() - (host ? HOST_SUFFIX.length() : 0));
    FunctionType type = typeOf(letters);
    byte[] made = host ? hostClassOf(type) : signatureOf(type);
    return defineClass(name, made, 0, made.length);
  }

  private static FunctionType typeOf(String letters) {
    int split = letters.indexOf('_');
    return new FunctionType(
        types(letters.substring(0, split)), types(letters.substring(split + 1)));
  }

  private static List<ValueType> types(String letters) {
    return letters.chars().mapToObj(ValueType::ofLetter).toList();
  }

  private byte[] signatureOf(FunctionType type) {
    ClassDesc self = Names.signature(type);
    return format.build(
        self,
        made ->
            made.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT)
                .withSuperclass(FUNCTION)
                .withMethodBody(
                    INIT_NAME,
                    MethodTypeDesc.of(CD_void, TYPE),
                    ClassFile.ACC_PROTECTED,
                    code ->
                        code.aload(0)
                            .aload(1)
                            .invokespecial(FUNCTION, INIT_NAME, MethodTypeDesc.of(CD_void, TYPE))
                            .return_())
                .withMethod(
                    "call",
                    Names.called(type),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT,
                    method -> {})
                .withMethodBody(
                    "through",
                    Names.method(type, self, Names.INSTANCE),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> through(code, type, self))
                .withMethodBody(
                    "invoke", INVOKE, ClassFile.ACC_PROTECTED, code -> invoke(code, type, self)));
  }

  /** The arguments come before the function, because they are computed before it is. */
  private static void through(CodeBuilder code, FunctionType type, ClassDesc self) {
    int function = width(type.parameters());
    code.aload(function);
    loadParameters(code, type, 0);
    code.aload(function + 1);
    code.invokevirtual(self, "call", Names.called(type));
    giveBack(code, type);
  }

  static int width(List<ValueType> types) {
    int width = 0;
    for (ValueType type : types) {
      width += Values.kind(type).slotSize();
    }
    return width;
  }

  static void loadParameters(CodeBuilder code, FunctionType type, int first) {
    int variable = first;
    for (ValueType parameter : type.parameters()) {
      code.loadLocal(Values.kind(parameter), variable);
      variable += Values.kind(parameter).slotSize();
    }
  }

  static void giveBack(CodeBuilder code, FunctionType type) {
    code.return_(type.results().size() == 1 ? Values.kind(type.results().get(0)) : TypeKind.VOID);
  }

  private static void invoke(CodeBuilder code, FunctionType type, ClassDesc self) {
    code.aload(0);
    for (int i = 0; i < type.parameters().size(); i++) {
      code.aload(1).loadConstant(i).aaload();
      Values.unbox(code, type.parameters().get(i));
    }
    code.aload(2);
    code.invokevirtual(self, "call", Names.called(type));
    if (type.results().size() == 1) {
      Values.box(code, type.results().get(0));
      code.astore(1);
      code.iconst_1().anewarray(CD_Object).dup().iconst_0().aload(1).aastore();
    } else {
      Values.boxResults(code, type, 2);
    }
    code.areturn();
  }

  private byte[] hostClassOf(FunctionType type) {
    ClassDesc self = ClassDesc.of(hostClass(type));
    ClassDesc signature = Names.signature(type);
    return format.build(
        self,
        made ->
            made.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL)
                .withSuperclass(signature)
                .withField("target", HOST, ClassFile.ACC_PRIVATE | ClassFile.ACC_FINAL)
                .withMethodBody(
                    INIT_NAME,
                    MethodTypeDesc.of(CD_void, TYPE, HOST),
                    ClassFile.ACC_PUBLIC,
                    code ->
                        code.aload(0)
                            .aload(1)
                            .invokespecial(signature, INIT_NAME, MethodTypeDesc.of(CD_void, TYPE))
                            .aload(0)
                            .aload(2)
                            .putfield(self, "target", HOST)
                            .return_())
                .withMethodBody(
                    "call",
                    Names.called(type),
                    ClassFile.ACC_PUBLIC,
                    code -> callHost(code, type, self)));
  }

  private static void callHost(CodeBuilder code, FunctionType type, ClassDesc self) {
    int caller = 1 + width(type.parameters());
    int answer = caller + 1;
    int given = answer + 1;
    code.loadConstant(type.parameters().size()).anewarray(CD_Object);
    int variable = 1;
    for (int i = 0; i < type.parameters().size(); i++) {
      ValueType parameter = type.parameters().get(i);
      code.dup().loadConstant(i).loadLocal(Values.kind(parameter), variable);
      Values.box(code, parameter);
      code.aastore();
      variable += Values.kind(parameter).slotSize();
    }
    code.astore(given);
    Label start = code.newBoundLabel();
    code.aload(0).getfield(self, "target", HOST).aload(caller).aload(given);
    code.invokeinterface(HOST, "call", HOST_CALL).astore(answer);
    Label end = code.newBoundLabel();
    List<ValueType> results = type.results();
    if (results.size() == 1) {
      code.aload(answer).iconst_0().aaload();
      Values.unbox(code, results.get(0));
    } else {
      for (int i = 0; i < results.size(); i++) {
        storeResult(code, results.get(i), i, caller, answer);
      }
    }
    giveBack(code, type);
    Label left = code.newBoundLabel();
    code.astore(answer).aload(0).aload(answer).aload(given);
    code.invokevirtual(FUNCTION, "again", MethodTypeDesc.of(UNWIND, UNWIND, CD_Object.arrayType()));
    code.athrow();
    code.exceptionCatch(start, end, left, UNWIND);
  }

  private static void storeResult(
      CodeBuilder code, ValueType type, int index, int caller, int answer) {
    code.aload(caller);
    if (type.isReference()) {
      code.getfield(Names.INSTANCE, "references", CD_Object.arrayType());
    } else {
      code.getfield(
          Names.INSTANCE, "results", java.lang.constant.ConstantDescs.CD_long.arrayType());
    }
    code.loadConstant(index).aload(answer).loadConstant(index).aaload();
    Values.unbox(code, type);
    if (type.isReference()) {
      code.aastore();
    } else {
      Values.toBits(code, type);
      code.lastore();
    }
  }

  /** Writes values of these types into the frame that was begun last. */
  private byte[] recorderOf(List<ValueType> types) {
    return format.build(
        Names.recorder(types),
        made ->
            made.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL)
                .withMethodBody(
                    "record",
                    Names.recording(types),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> record(code, types)));
  }

  private static void record(CodeBuilder code, List<ValueType> types) {
    int variable = 1;
    for (ValueType type : types) {
      code.aload(0).loadLocal(Values.kind(type), variable);
      variable += Values.kind(type).slotSize();
      if (type.isReference()) {
        code.invokevirtual(UNWIND, "reference", MethodTypeDesc.of(CD_void, CD_Object));
      } else {
        Values.toBits(code, type);
        code.invokevirtual(
            UNWIND, "value", MethodTypeDesc.of(CD_void, java.lang.constant.ConstantDescs.CD_long));
      }
    }
    code.aload(0).areturn();
  }
}
