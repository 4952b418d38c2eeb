package org.vouchsafe.processor.wasm;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * The kernel's priority of a program's thread. One that computes for long gives way to short
 * requests and to the processor itself, or a few endless loops would make everybody wait.
 */
@SuppressWarnings("restricted") // Java's own thread priorities mean nothing to this kernel
final class ThreadPriority {
  private static final int PRIO_PROCESS = 0;
  private static final int LOWER = 10;

  private static final MethodHandle GETTID =
      find("gettid", FunctionDescriptor.of(ValueLayout.JAVA_INT));
  private static final MethodHandle SETPRIORITY =
      find(
          "setpriority",
          FunctionDescriptor.of(
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT));

  private ThreadPriority() {}

  private static MethodHandle find(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
  }

  /** The kernel's number of the calling thread. */
  static int current() {
    try {
      return (int) GETTID.invokeExact();
    } catch (Throwable e) {
      throw new IllegalStateException("gettid cannot be called", e);
    }
  }

  /** For good: a user may lower a thread, and not raise it again. */
  static void lower(int thread) {
    try {
      int unused = (int) SETPRIORITY.invokeExact(PRIO_PROCESS, thread, LOWER);
    } catch (Throwable e) {
      throw new IllegalStateException("setpriority cannot be called", e);
    }
  }
}
