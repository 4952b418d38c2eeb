package org.vouchsafe.processor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Tells the kernel that nobody may look into this process by its dumps or its debugger. */
@SuppressWarnings("restricted") // prctl and setrlimit have no other door
final class Hygiene {
  private static final int PR_SET_DUMPABLE = 4;
  private static final int RLIMIT_CORE = 4;

  private Hygiene() {}

  /**
   * No core dumps, no debugger of the same user, {@code /proc/PID} of root only.
   *
   * @throws IllegalStateException when the kernel refuses
   */
  static void apply() {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle setrlimit =
          find(
              "setrlimit",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      MethodHandle prctl =
          find(
              "prctl",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG));
      MemorySegment none = arena.allocate(16, 8);
      int limited = (int) setrlimit.invokeExact(RLIMIT_CORE, none);
      int hidden = (int) prctl.invokeExact(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
      if (limited != 0 || hidden != 0) {
        throw new IllegalStateException("the kernel does not let this process forbid its dumps");
      }
    } catch (IllegalStateException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(
          "this is not a Linux that lets a process forbid its dumps", e);
    }
  }

  private static MethodHandle find(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
  }
}
