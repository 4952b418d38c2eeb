package org.vouchsafe.client.cli;

/** What the process's exit code says. Stable; {@code docs/cli.md} lists them. */
final class ExitCode {
  static final int OK = 0;

  /** Something failed that should not have. */
  static final int INTERNAL = 1;

  /** The command line, a file or the policy cannot be read. */
  static final int USAGE = 2;

  /** This client refused: verification or policy. */
  static final int REFUSED = 3;

  /** The service or the processor refused. */
  static final int SERVICE = 4;

  /** The service cannot be reached. */
  static final int UNREACHABLE = 5;

  /**
   * Added to the codes above by commands that pass on the exit code of a program, so that a program
   * that ends with 3 is not taken for a refusal.
   */
  static final int BESIDE_PROGRAM = 64;

  /** The processor ended the program: a trap or a limit. */
  static final int PROGRAM_ENDED = 80;

  /** Ended by Ctrl-C, as shells have it. */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
