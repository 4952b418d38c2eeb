package org.vouchsafe.client.testing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.policy.PolicyFile;
import org.vouchsafe.client.profile.ConfigFolder;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.profile.Pem;
import org.vouchsafe.client.profile.PrivateFile;
import org.vouchsafe.client.profile.Profile;

/** A user's configuration folder with a profile for a {@link TestHost}, and the clock of tests. */
public final class TestClient {
  public static final Clock CLOCK = Clock.fixed(TestAuthority.NOW, ZoneOffset.UTC);

  public final ConfigFolder folder;

  public TestClient(Path path, TestHost host, TestAuthority authority) throws Exception {
    folder = new ConfigFolder(path);
    PrivateFile.createFolder(path);
    folder.save("default", Profile.of(folder, "default", host.url(), host.pin()));
    IdentityFile.create(
        path.resolve("identity.pem"), SigningKey.Algorithm.ED25519, new SecureRandom());
    Files.writeString(
        path.resolve("root.pem"),
        Pem.write(Pem.CERTIFICATE, List.of(authority.root.certificate().der())));
    Files.writeString(
        path.resolve("auditor.pem"), IdentityFile.publicPem(authority.auditorKey.publicKey()));
    Files.writeString(path.resolve("default.policy.yaml"), POLICY);
  }

  public static final String POLICY =
      """
      anchors:
        - authority: root.pem
      platforms: []
      accept-unprotected-development-processor: true
      minimum-version: '0.1.0'
      minimum-svn: 1
      status-max-age: 2d
      clock-skew: 2m
      audit:
        mode: required
        level: 0
        status-max-age: 2d
        auditors:
          - key: auditor.pem
      """;

  public EnclaveClient open() throws Exception {
    return EnclaveClient.open(folder, "default", CLOCK, new SecureRandom());
  }

  public PolicyFile policy() throws Exception {
    return PolicyFile.load(folder.path().resolve("default.policy.yaml"));
  }

  /** Standard streams of a command. */
  public static final class Streams {
    public final ByteArrayOutputStream out = new ByteArrayOutputStream();
    public final ByteArrayOutputStream err = new ByteArrayOutputStream();
    public final ByteArrayInputStream in;

    public Streams(String input) {
      in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    }

    public PrintStream outStream() {
      return new PrintStream(out, true, StandardCharsets.UTF_8);
    }

    public PrintStream errStream() {
      return new PrintStream(err, true, StandardCharsets.UTF_8);
    }

    public String out() {
      return out.toString(StandardCharsets.UTF_8);
    }

    public String err() {
      return err.toString(StandardCharsets.UTF_8);
    }
  }
}
