package org.vouchsafe.processor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the processor is started with.
 *
 * @param capacity areas at once
 * @param programBytes of memory for all programs together
 */
record Arguments(
    Optional<Path> home,
    Optional<Path> socket,
    String name,
    int capacity,
    long programBytes,
    boolean help) {
  static final String USAGE =
      """
      usage: java … org.vouchsafe.processor.Main --home DIR --socket PATH [options]

        --home DIR       the folder with this processor's keys, made at the first start (mode 0700)
        --socket PATH    where the host finds the gate; its folder has mode 0700
        --name NAME      what people call it (default: processor)
        --capacity N     areas at once (default: 4096)
        --memory MIB     memory for all programs together (default: half of the machine's)
        --help           this text

      Prints "ready DEVICE-ID" when the gate is open. Core and heap dumps are off, and no debugger
      of the same user gets in. Its memory is kept out of swap where the kernel lets it lock all of
      it (CAP_IPC_LOCK, or no limit on locked memory); at its start it says whether it is.

      It is a software processor: it says so in its certificate, and protects nothing from whoever
      controls the machine.\
      """;

  static Arguments parse(String[] args) {
    Arguments result =
        new Arguments(
            Optional.empty(), Optional.empty(), "processor", 4096, halfOfThisMachine(), false);
    for (int i = 0; i < args.length; i++) {
      String option = args[i];
      if (option.equals("--help")) {
        return result.withHelp();
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException("a value is missing after " + option);
      }
      result = result.with(option, args[++i]);
    }
    if (result.home.isEmpty() || result.socket.isEmpty()) {
      throw new IllegalArgumentException("--home and --socket are needed");
    }
    return result;
  }

  private Arguments withHelp() {
    return new Arguments(home, socket, name, capacity, programBytes, true);
  }

  private Arguments with(String option, String value) {
    return switch (option) {
      case "--home" ->
          new Arguments(Optional.of(Path.of(value)), socket, name, capacity, programBytes, help);
      case "--socket" ->
          new Arguments(home, Optional.of(Path.of(value)), name, capacity, programBytes, help);
      case "--name" -> new Arguments(home, socket, name(value), capacity, programBytes, help);
      case "--capacity" ->
          new Arguments(
              home, socket, name, (int) number(option, value, 1 << 20), programBytes, help);
      case "--memory" ->
          new Arguments(home, socket, name, capacity, number(option, value, 1 << 24) << 20, help);
      default -> throw new IllegalArgumentException("unknown option " + option);
    };
  }

  private static String name(String value) {
    if (!value.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException(
          "--name is 1 to 64 letters, digits, dots, dashes or underscores");
    }
    return value;
  }

  private static long number(String option, String value, long most) {
    try {
      long number = Long.parseLong(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " needs a number, not " + value, e);
    }
    throw new IllegalArgumentException(option + " is from 1 to " + most);
  }

  private static long halfOfThisMachine() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
        / 2;
  }
}
