package org.vouchsafe.engine.compile;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassHierarchyResolver.ClassHierarchyInfo;
import java.lang.constant.ClassDesc;

/** Tells the writer of class files how the classes that are being made are related. */
final class Hierarchy {
  private Hierarchy() {}

  static ClassFile format() {
    ClassHierarchyResolver made =
        type ->
            !type.packageName().equals(Names.PACKAGE)
                ? null
                : type.equals(Names.PROGRAM)
                    ? ClassHierarchyInfo.ofClass(Names.INSTANCE)
                    : ClassHierarchyInfo.ofClass(Names.FUNCTION);
    ClassHierarchyResolver own =
        ClassHierarchyResolver.ofResourceParsing(Hierarchy.class.getClassLoader());
    return ClassFile.of(
        ClassFile.ClassHierarchyResolverOption.of(
            made.orElse(own).orElse(ClassHierarchyResolver.defaultResolver())),
        ClassFile.DebugElementsOption.DROP_DEBUG,
        ClassFile.LineNumbersOption.DROP_LINE_NUMBERS);
  }

  static String binaryName(ClassDesc type) {
    return type.packageName() + "." + type.displayName();
  }
}
