package org.vouchsafe.client.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;
import picocli.CommandLine;

/** Turns what a command threw into a message for people or programs, and an exit code. */
final class Failures {
  /** Codes that only a program needs: the sentence already says all that they could. */
  private static final Set<String> LOCAL =
      Set.of("USAGE", "FILE", "UNREACHABLE", "CANCELLED", "INTERNAL");

  private Failures() {}

  private record Failure(int exit, String code, String sentence, List<JsonObject> findings) {}

  static int report(Exception thrown, CommandLine at, Context context) {
    Action command = at.getCommand();
    Failure failure = explain(thrown);
    int exit = failure.exit;
    if (command instanceof PassesExitCode && exit < ExitCode.BESIDE_PROGRAM) {
      exit += ExitCode.BESIDE_PROGRAM;
    }
    if (command.json()) {
      context.err().println(json(failure, exit).compact());
    } else {
      people(failure, context);
    }
    context.err().flush();
    return exit;
  }

  private static Failure explain(Exception thrown) {
    return switch (thrown) {
      case RefusedException refused ->
          new Failure(
              ExitCode.REFUSED,
              refused.code().name(),
              "Refused: " + refused.code().sentence(),
              refused.findings().stream().map(Failures::finding).toList());
      case ServiceException refused ->
          new Failure(
              ExitCode.SERVICE,
              refused.code(),
              message(refused),
              refused.details().stream().map(Failures::detail).toList());
      case UnreachableException unreachable ->
          new Failure(ExitCode.UNREACHABLE, "UNREACHABLE", message(unreachable), List.of());
      case MalformedException malformed ->
          new Failure(ExitCode.USAGE, "MALFORMED", message(malformed), List.of());
      case UsageException usage -> new Failure(ExitCode.USAGE, "USAGE", message(usage), List.of());
      case InterruptedIOException interrupted ->
          new Failure(ExitCode.INTERRUPTED, "CANCELLED", "Interrupted.", List.of());
      case FileSystemException file -> new Failure(ExitCode.USAGE, "FILE", about(file), List.of());
      case IOException io -> new Failure(ExitCode.USAGE, "FILE", message(io), List.of());
      default ->
          new Failure(
              ExitCode.INTERNAL,
              "INTERNAL",
              "This is a fault in vouchsafe itself ("
                  + thrown.getClass().getSimpleName()
                  + place(thrown)
                  + "). Please report it.",
              List.of());
    };
  }

  private static String message(Exception thrown) {
    return String.valueOf(thrown.getMessage());
  }

  /** Where it happened: a class and line of ours say enough, and a message might say too much. */
  private static String place(Exception thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    return trace.length == 0
        ? ""
        : " at " + trace[0].getFileName() + ":" + trace[0].getLineNumber();
  }

  private static String about(FileSystemException failure) {
    String problem =
        switch (failure) {
          case NoSuchFileException e -> "There is no such file or folder: ";
          case AccessDeniedException e -> "You may not use this file: ";
          case FileAlreadyExistsException e -> "This file exists already: ";
          default -> "This file cannot be used: ";
        };
    return problem + failure.getFile();
  }

  private static JsonObject finding(Finding finding) {
    return JsonObject.build()
        .put("code", finding.code().name())
        .put("check", finding.check())
        .put("expected", finding.expected())
        .put("actual", finding.actual())
        .done();
  }

  private static JsonObject detail(ServiceException.Detail detail) {
    return JsonObject.build()
        .put("check", detail.check())
        .put("expected", detail.expected())
        .put("actual", detail.actual())
        .done();
  }

  private static JsonObject json(Failure failure, int exit) {
    return JsonObject.build()
        .put("code", failure.code)
        .put("detail", failure.sentence)
        .put("findings", failure.findings)
        .put("exit", exit)
        .done();
  }

  private static void people(Failure failure, Context context) {
    List<String> lines = new ArrayList<>();
    String code = LOCAL.contains(failure.code) ? "" : " [" + failure.code + "]";
    lines.add("vouchsafe: " + failure.sentence + code);
    for (JsonObject finding : failure.findings) {
      lines.add("  check     " + finding.shown("check"));
      lines.add("  expected  " + finding.shown("expected"));
      lines.add("  actual    " + finding.shown("actual"));
    }
    advice(failure.code).ifPresent(advice -> lines.add("  what to do: " + advice));
    lines.forEach(line -> context.err().println(Plain.line(line)));
  }

  private static Optional<String> advice(String code) {
    return Arrays.stream(Code.values())
        .filter(known -> known.name().equals(code))
        .map(Code::advice)
        .findFirst();
  }
}
