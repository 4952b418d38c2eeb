package org.vouchsafe.service.hold;

import java.io.File;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Puts at each {@link Point} of the classes that are loaded: <em>if a file of the point's name can
 * be renamed to {@code NAME.reached}, wait until that is gone</em>. Renaming is atomic, so one
 * thread is held for each file that a test puts there. The instructions use the JDK only: they run
 * in classes of any loader.
 */
public final class HoldAgent implements ClassFileTransformer {
  static final String REACHED = ".reached";
  private static final long LOOK_NANOS = 2_000_000L;
  private static final ClassDesc FILE = ClassDesc.of(File.class.getName());
  private static final ClassDesc LOCKS = ClassDesc.of(LockSupport.class.getName());

  private final Path folder;

  private HoldAgent(Path folder) {
    this.folder = folder;
  }

  /**
   * @param folder where the files are
   */
  public static void premain(String folder, Instrumentation instrumentation) {
    instrumentation.addTransformer(new HoldAgent(Path.of(folder)));
  }

  @Override
  public byte @Nullable [] transform(
      @Nullable ClassLoader loader,
      @Nullable String name,
      @Nullable Class<?> redefined,
      @Nullable ProtectionDomain domain,
      byte[] bytes) {
    List<Point> points =
        Arrays.stream(Point.values()).filter(point -> point.owner().equals(name)).toList();
    if (points.isEmpty() || loader == null) {
      return null;
    }
    try {
      return with(points, bytes, loader);
    } catch (RuntimeException e) {
      // Thrown, it would be silently ignored.
      System.err.println("hold: " + name + " was left as it is: " + e);
      return null;
    }
  }

  private byte[] with(List<Point> points, byte[] bytes, ClassLoader loader) {
    ClassFile file =
        ClassFile.of(
            ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(loader)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
    ClassModel model = file.parse(bytes);
    return file.transformClass(
        model,
        (builder, element) -> {
          if (element instanceof MethodModel method) {
            builder.transformMethod(method, holds(points, method));
          } else {
            builder.with(element);
          }
        });
  }

  private MethodTransform holds(List<Point> points, MethodModel method) {
    String name = method.methodName().stringValue();
    String type = method.methodType().stringValue();
    MethodTransform all = MethodTransform.ACCEPT_ALL;
    for (Point point : points) {
      if (point.isIn(name, type)) {
        all = all.andThen(MethodTransform.transformingCode(hold(point)));
      }
    }
    return all;
  }

  private CodeTransform hold(Point point) {
    if (point.at() == Point.At.EXIT) {
      return (code, element) -> {
        if (element instanceof ReturnInstruction) {
          hold(point, code);
        }
        code.with(element);
      };
    }
    return new CodeTransform() {
      @Override
      public void atStart(CodeBuilder code) {
        hold(point, code);
      }

      @Override
      public void accept(CodeBuilder code, CodeElement element) {
        code.with(element);
      }
    };
  }

  private void hold(Point point, CodeBuilder code) {
    Path armed = folder.resolve(point.name());
    Path reached = folder.resolve(point.name() + REACHED);
    Label look = code.newLabel();
    Label past = code.newLabel();
    file(code, armed);
    file(code, reached);
    code.invokevirtual(FILE, "renameTo", MethodTypeDesc.of(ConstantDescs.CD_boolean, FILE));
    code.ifeq(past);
    code.labelBinding(look);
    file(code, reached);
    code.invokevirtual(FILE, "exists", MethodTypeDesc.of(ConstantDescs.CD_boolean));
    code.ifeq(past);
    code.loadConstant(LOOK_NANOS);
    code.invokestatic(
        LOCKS, "parkNanos", MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_long));
    code.goto_(look);
    code.labelBinding(past);
  }

  private static void file(CodeBuilder code, Path path) {
    code.new_(FILE);
    code.dup();
    code.loadConstant(path.toString());
    code.invokespecial(
        FILE,
        ConstantDescs.INIT_NAME,
        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String));
  }
}
