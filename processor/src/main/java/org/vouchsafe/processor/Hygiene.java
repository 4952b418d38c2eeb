package org.vouchsafe.processor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel does so that nobody finds this process's memory where it does not belong. */
@SuppressWarnings("restricted") // prctl, setrlimit, mlockall have no other door
final class Hygiene {
  private static final int PR_SET_DUMPABLE = 4;
  private static final int RLIMIT_CORE = 4;
  private static final int RLIMIT_MEMLOCK = 8;
  private static final long RLIM_INFINITY = -1;
  private static final int MCL_CURRENT = 1;
  private static final int MCL_FUTURE = 2;
  private static final int MCL_ONFAULT = 4;

  /** Bit of the effective capabilities: CAP_IPC_LOCK. */
  private static final int MAY_LOCK = 14;

  private Hygiene() {}

  /**
   * No core dumps, no debugger of the same user, {@code /proc/PID} of root only.
   *
   * @throws IllegalStateException when the kernel refuses
   */
  static void forbidDumps() {
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

  /**
   * Keeps every page of this process, the heap's and the programs', from the moment it is touched
   * until it is given back, out of swap. Where the kernel would let it have some memory only,
   * nothing is locked: a process that reached that limit later would die of it.
   *
   * @return whether it is so
   */
  static boolean lockMemory() {
    try {
      if (!mayLockAll()) {
        return false;
      }
      MethodHandle mlockall =
          find("mlockall", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      return (int) mlockall.invokeExact(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT) == 0;
    } catch (Throwable e) {
      // A kernel older than 4.4, or no Linux: then there is no locking, which is what is said.
      return false;
    }
  }

  private static boolean mayLockAll() throws Throwable {
    MethodHandle getrlimit =
        find(
            "getrlimit",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment limit = arena.allocate(16, 8);
      int known = (int) getrlimit.invokeExact(RLIMIT_MEMLOCK, limit);
      if (known == 0 && limit.get(ValueLayout.JAVA_LONG, 0) == RLIM_INFINITY) {
        return true;
      }
    }
    Path status = Path.of("/proc/self/status");
    return Files.readAllLines(status, StandardCharsets.UTF_8).stream()
        .filter(line -> line.startsWith("CapEff:"))
        .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(capabilities -> (capabilities >> MAY_LOCK & 1) == 1);
  }

  private static MethodHandle find(String name, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), descriptor);
  }
}
