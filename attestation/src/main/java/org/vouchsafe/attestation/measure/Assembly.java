package org.vouchsafe.attestation.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;

/** Puts together what a program is started with, from package, parameters and launch. */
final class Assembly {
  private Assembly() {}

  static ProgramPackage of(Launch launch, Bytes encodedPackage, Parameters parameters)
      throws RefusedException {
    launch.program().requireSupported();
    // Over the very bytes that are read and run below: nothing is fetched or read again after it.
    Bytes digest = ProgramPackage.digestOf(encodedPackage);
    new ProgramRule.Exact(launch.program().digest()).check(digest, launch.program().signature());
    parameters.program().check(digest, launch.program().signature());
    ProgramPackage program = read(encodedPackage);
    var arguments = arguments(program, parameters, launch);
    var environment = environment(program, parameters, launch);
    try {
      return new ProgramPackage(program.module(), arguments, environment, files(program, launch));
    } catch (IllegalArgumentException e) {
      throw RefusedException.of(
          Code.CONFLICT, "launch", "what fits its package and parameters", "" + e.getMessage());
    }
  }

  private static ProgramPackage read(Bytes encodedPackage) throws RefusedException {
    try {
      return ProgramPackage.parse(encodedPackage);
    } catch (MalformedException e) {
      throw RefusedException.of(
          Code.PROGRAM_MALFORMED, "program package", "a well-formed package", e.getMessage());
    }
  }

  private static List<String> arguments(
      ProgramPackage program, Parameters parameters, Launch launch) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(program.arguments().isEmpty() ? List.of("program") : program.arguments());
    arguments.addAll(parameters.arguments());
    arguments.addAll(launch.arguments());
    return arguments;
  }

  private static Map<String, String> environment(
      ProgramPackage program, Parameters parameters, Launch launch) throws RefusedException {
    for (String name : launch.environment().keySet()) {
      // What was measured must be what the program sees, or evidence would mislead.
      if (parameters.environment().containsKey(name)) {
        throw RefusedException.of(
            Code.BINDING_MISMATCH,
            "environment of the launch",
            "no variable that the parameters set",
            "one that they set");
      }
    }
    Map<String, String> variables = new TreeMap<>(program.environment());
    variables.putAll(parameters.environment());
    variables.putAll(launch.environment());
    return variables;
  }

  private static Map<String, Bytes> files(ProgramPackage program, Launch launch) {
    Map<String, Bytes> files = new TreeMap<>(program.files());
    files.putAll(launch.files());
    return files;
  }
}
