package org.vouchsafe.service;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.attestation.Bytes;

/** An auditor's folder, worked with by the command line, as docs/auditor.md says. */
final class OfflineDesk {
  private final Tenant auditor;
  private final Path folder;

  /** Makes a key. */
  OfflineDesk(Tenant auditor) throws Exception {
    this.auditor = auditor;
    this.folder = auditor.file("desk");
    does("key create", "--name", "Away");
  }

  /** For policies. */
  Path key() {
    return folder.resolve("public/auditor.pem");
  }

  /** Signs level 0 for a processor that {@code client}'s service has. */
  void inspect(Tenant client, String processor) throws Exception {
    Path chain = folder.resolve(processor + ".pem");
    String certificate = "/processors/" + client.processor(processor) + "/certificate";
    Files.write(chain, client.service().getBytes(certificate).toArray());
    does(
        "inspect",
        "--processor",
        chain.toString(),
        "--level",
        "0",
        "--method",
        "looked at it",
        "--site",
        "hall 1",
        "--report",
        chain.toString());
  }

  /** Runs {@code vouchsafe audit COMMAND} in this folder. */
  void does(String command, String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("audit"));
    words.addAll(List.of(command.split(" ")));
    words.addAll(List.of("--folder", folder.toString()));
    words.addAll(List.of(more));
    auditor.typed(words.toArray(String[]::new));
  }

  /**
   * The only file of this kind that was signed.
   *
   * @param ending {@code .audit} or {@code .status}
   */
  Path file(String ending) throws Exception {
    try (var files = Files.list(folder.resolve("public"))) {
      return files.filter(file -> file.toString().endsWith(ending)).findFirst().orElseThrow();
    }
  }

  Bytes signed(String ending) throws Exception {
    return Bytes.copyOf(Files.readAllBytes(file(ending)));
  }

  /** Asks for an audit by one auditor, whom the policy says nowhere to ask. */
  static String policy(int level, Path key, String age) {
    return Tenant.POLICY.substring(0, Tenant.POLICY.indexOf("audit:"))
        + "audit:\n  mode: required\n  level: %d\n  status-max-age: %s\n".formatted(level, age)
        + "  auditors:\n    - key: %s\n".formatted(key);
  }

  /** The same, and says where. */
  static String policy(int level, Path key, String age, String url, Object pin) {
    return policy(level, key, age) + "      url: %s\n      pin: %s\n".formatted(url, pin);
  }
}
