package org.vouchsafe.launcher;

import java.util.List;

/**
 * How a processor's JVM is started: nothing it holds may be dumped, attached to or written
 * anywhere.
 */
final class ProcessorOptions {
  static final List<String> ALL =
      List.of(
          "-Xmx1g",
          "-XX:+DisableAttachMechanism",
          "-XX:-HeapDumpOnOutOfMemoryError",
          "-XX:-CreateCoredumpOnCrash",
          "-XX:-UsePerfData",
          "-XX:ErrorFile=/dev/null",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private ProcessorOptions() {}
}
