package org.vouchsafe.attestation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.certificate.DeviceId;
import org.vouchsafe.attestation.certificate.EnrolmentRequest;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.certificate.StatusStatement.Status;
import org.vouchsafe.attestation.measure.FreshnessAuthority;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.testing.Known;
import org.vouchsafe.attestation.testing.Resigned;
import org.vouchsafe.attestation.testing.Scenario;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.attestation.testing.Vector;

/**
 * Makes {@code vectors/certificate.txt}, with keys that are drawn anew and thrown away: run it only
 * when the format changes. Each defect is planted in content that is then signed rightly.
 */
final class WriteCertificateVectors {
  private static final Bytes ANY = Bytes.EMPTY;
  private final TestAuthority authority = new TestAuthority();
  private final TestProcessor processor = authority.processor();
  private final List<String> out = new ArrayList<>();

  public static void main(String[] arguments) throws IOException {
    new WriteCertificateVectors().write(Path.of(arguments[0]));
  }

  private void write(Path file) throws IOException {
    out.add(
        "# Certificates, lists, status, statements and whole bundles:"
            + " docs/spec/attestation-certificate.md\n"
            + "# Made by WriteCertificateVectors\n");
    certificates();
    claims();
    lists();
    statements();
    bundles();
    Files.writeString(file, String.join("\n", out));
  }

  private void certificates() {
    Scenario scenario = scenario();
    Bytes root = authority.root.certificate().der();
    Bytes child = scenario.chain.get(0);
    SigningKey intermediate = authority.intermediateKey;
    certificate("root", root, authority.rootKey);
    certificate("intermediate", scenario.chain.get(1), authority.rootKey);
    certificate("processor", child, intermediate);
    certificate("attestation", scenario.attestation, processor.key);
    certificate("statement", scenario.statement, processor.key);
    certificate("signed-by-another", child, authority.rootKey);
    ASN1ObjectIdentifier unknown = new ASN1ObjectIdentifier("1.2.3.4");
    DEROctetString octets = new DEROctetString(new byte[] {1});
    Map<String, UnaryOperator<Resigned>> defects = new TreeMap<>();
    defects.put("unknown-critical-extension", c -> c.add(unknown, true, octets));
    defects.put("unknown-extension", c -> c.add(unknown, false, octets));
    defects.put("extension-twice", c -> c.twice(Known.PROCESSOR));
    defects.put("claims-not-critical", c -> c.flip(Known.PROCESSOR));
    defects.put("claims-missing", c -> c.without(Known.PROCESSOR));
    defects.put("default-spelled-out", c -> c.spellingOut(Extension.subjectKeyIdentifier));
    defects.put("serial-negative", c -> c.serial(-1));
    defects.put("serial-zero", c -> c.serial(0));
    defects.put("version-2", c -> c.version(1));
    defects.put("key-usage", c -> c.replace(Extension.keyUsage, true, new KeyUsage(128)));
    defects.put(
        "not-a-ca", c -> c.replace(Extension.basicConstraints, true, new BasicConstraints(false)));
    defects.put(
        "path-length", c -> c.replace(Extension.basicConstraints, true, new BasicConstraints(1)));
    defects.put("p256-key", c -> c.subjectKey(processor.instanceKey.publicKey()));
    defects.forEach(
        (name, change) ->
            certificate(name, change.apply(Resigned.of(child)).sign(intermediate), intermediate));
    certificate("trailing-byte", Bytes.concat(child, Bytes.of(0)), intermediate);
    certificate("truncated", child.slice(0, child.size() - 1), intermediate);
    certificate(
        "length-not-minimal",
        Bytes.concat(Bytes.of(0x30, 0x83, 0), child.slice(2, child.size())),
        intermediate);
    certificate(
        "indefinite-length",
        Bytes.concat(Bytes.of(0x30, 0x80), child.slice(4, child.size()), Bytes.of(0, 0)),
        intermediate);
    certificate("no-signature", Resigned.of(child).withSignature(ANY), intermediate);
    Bytes audit = scenario.audit.der();
    add("audit", "audit-certificate", with("input", audit, "key", spki(authority.auditorKey)));
    add(
        "audit-trailing-byte",
        "audit-certificate",
        with("input", Bytes.concat(audit, Bytes.of(0)), "key", spki(authority.auditorKey)));
  }

  private void certificate(String name, Bytes der, SigningKey issuer) {
    add("certificate-" + name, "certificate", with("input", der, "key", spki(issuer)));
  }

  private void claims() {
    Scenario holder = Scenario.claimed(authority, processor);
    Bytes unclaimed = scenario().claims.encode();
    claims("unclaimed", unclaimed);
    claims("holder", holder.claims.encode());
    claims("unbound", Scenario.pooled(authority, processor).claims.encode());
    claims("later-version", Resigned.with(unclaimed, "v", Cbor.of(2)));
    claims("batch", Resigned.with(unclaimed, "batch", Cbor.array(List.of())));
    claims("another-role", Resigned.with(unclaimed, "role", Cbor.of("session")));
    claims("no-nonce", Resigned.with(unclaimed, "nonceE", Cbor.none()));
    claims("unknown-field", Resigned.with(unclaimed, "extra", Cbor.of(1)));
    claims("epoch-before-the-claim", Resigned.with(unclaimed, "epoch", Cbor.of(1)));
    claims("holder-without-lineage", Resigned.with(holder.claims.encode(), "lineage", Cbor.none()));
    claims("binding-without-environment", Resigned.with(unclaimed, "environmentId", Cbor.none()));
    Bytes claims = processor.claims.encode();
    add("processor-claims", "processor-claims", with("input", claims));
    add(
        "processor-claims-bad-version",
        "processor-claims",
        with("input", Resigned.with(claims, "version", Cbor.of("01.2"))));
    Bytes request =
        EnrolmentRequest.create(processor.claims, processor.deviceKey, processor.key).encode();
    add("enrolment", "enrolment-request", with("input", request));
    Bytes stolen =
        EnrolmentRequest.create(processor.claims, TestAuthority.p384(), processor.key).encode();
    add("enrolment-of-another-device", "enrolment-request", with("input", stolen));
  }

  private void claims(String name, Bytes input) {
    add("evidence-" + name, "evidence-claims", with("input", input));
  }

  private void lists() {
    Bytes key = spki(authority.rootKey);
    Bytes empty = authority.emptyList(authority.root);
    Bytes one =
        authority.list(
            authority.root,
            9,
            TestAuthority.NOW,
            Map.of(authority.intermediate.certificate().serial(), TestAuthority.NOW));
    add("list-empty", "revocation-list", with("input", empty, "key", key));
    add("list-with-an-entry", "revocation-list", with("input", one, "key", key));
    add(
        "list-by-another",
        "revocation-list",
        with("input", one, "key", spki(authority.intermediateKey)));
    add(
        "list-truncated",
        "revocation-list",
        with("input", one.slice(0, one.size() - 3), "key", key));
    Bytes good = scenario().statuses.get(0);
    add("status-good", "status", with("input", good, "key", spki(authority.auditorKey)));
    add("status-by-another", "status", with("input", good, "key", key));
    add(
        "status-unknown-field",
        "status",
        with("input", Resigned.with(good, "more", Cbor.of(1)), "key", key));
  }

  private void statements() {
    var claims = Scenario.claimed(authority, processor).claims;
    Statement.Session session =
        new Statement.Session(
            claims.activationStateId(),
            claims.environmentId().orElseThrow(),
            claims.binding().orElseThrow(),
            claims.lineage().orElseThrow(),
            claims.instanceId(),
            claims.state(),
            1,
            0,
            claims.head().orElseThrow(),
            Optional.empty(),
            Optional.empty(),
            new FreshnessAuthority.Owner(processor.instanceKey.publicKey()),
            TestAuthority.random(48));
    Statement.Invoke invoke =
        new Statement.Invoke(
            claims.environmentId().orElseThrow(),
            new Lineage(TestAuthority.random(48)),
            claims.instanceId(),
            1,
            Optional.empty(),
            TestAuthority.random(1216));
    Bytes key = spki(processor.statementKey);
    Bytes signedSession = session.sign(processor.statementKey);
    Bytes signedInvoke = invoke.sign(processor.statementKey);
    add("session", "session-statement", with("input", signedSession, "key", key));
    add("invoke", "invoke-statement", with("input", signedInvoke, "key", key));
    add("invoke-as-session", "session-statement", with("input", signedInvoke, "key", key));
    add("session-as-invoke", "invoke-statement", with("input", signedSession, "key", key));
    add(
        "session-by-the-processor-key",
        "session-statement",
        with("input", session.sign(processor.key), "key", key));
  }

  private void bundles() {
    bundle("good", s -> {});
    bundle("claimed", Scenario.claimed(authority, processor), s -> {});
    bundle("later", s -> s.now = s.now.plus(Duration.ofHours(1)));
    bundle("another-hello", s -> s.hello = s.hello(s.hello.mode(), Optional.empty()));
    bundle("another-nonce", s -> s.answerNonce = TestAuthority.random(32));
    bundle(
        "forged-evidence",
        s -> s.attestation = Resigned.of(s.attestation).sign(TestAuthority.p384()));
    bundle("no-lists", s -> s.lists.clear());
    bundle("no-audit", s -> s.audits.clear());
    bundle("no-status-of-the-audit", s -> s.statuses.clear());
    bundle(
        "withdrawn",
        s ->
            s.statuses.set(
                0,
                authority.auditor.status(
                    s.audit, Status.WITHDRAWN, 9, TestAuthority.NOW, Optional.empty())));
    bundle(
        "audit-of-another-device",
        s -> {
          var audit = authority.audit(new DeviceId(TestAuthority.random(48)), 3);
          s.audits.set(0, audit.der());
          s.statuses.set(0, authority.goodStatus(audit));
        });
    bundle(
        "revoked",
        s ->
            s.lists.set(
                1,
                authority.list(
                    authority.intermediate,
                    8,
                    TestAuthority.NOW,
                    Map.of(processor.certificate.certificate().serial(), TestAuthority.NOW))));
    bundle(
        "hardware-evidence",
        s -> s.certificate(c -> c.add(Known.CMW, false, new DEROctetString(new byte[] {1}))));
    bundle("another-device", s -> s.evidence("deviceId", Cbor.of(TestAuthority.random(48))));
    bundle(
        "another-state", s -> s.evidence("activationStateId", Cbor.of(TestAuthority.random(48))));
    bundle(
        "another-environment", s -> s.evidence("environmentId", Cbor.of(TestAuthority.random(48))));
    bundle(
        "unrelated-certificate",
        s -> s.chain.add(authority.processor().certificate.certificate().der()));
    bundle("no-issuer", s -> s.chain.remove(1));
  }

  private void bundle(String name, Consumer<Scenario> change) {
    bundle(name, scenario(), change);
  }

  private void bundle(String name, Scenario scenario, Consumer<Scenario> change) {
    Bytes expected = scenario.claims.activationStateId().value();
    change.accept(scenario);
    Map<String, String> inputs =
        with(
            "input", scenario.bundle().encode(),
            "root", authority.root.certificate().der(),
            "auditor", spki(authority.auditorKey),
            "activationStateId", expected);
    inputs.put("at", scenario.now.toString());
    add("bundle-" + name, "verify", inputs);
  }

  private void add(String name, String operation, Map<String, String> inputs) {
    List<String> lines = new ArrayList<>(List.of("case: " + name, "do: " + operation));
    inputs.forEach((key, value) -> lines.add(key + ": " + value));
    Map<String, List<String>> read = new TreeMap<>();
    inputs.forEach((key, value) -> read.put(key, List.of(value)));
    try {
      Map<String, String> outputs =
          CertificateVectorOperations.all()
              .get(operation)
              .run(new Vector(name, operation, read, "", Map.of()));
      lines.add("expect: ok");
      new TreeMap<>(outputs).forEach((key, value) -> lines.add((key + ": " + value).strip()));
    } catch (MalformedException e) {
      lines.add("expect: " + e.code());
    } catch (RefusedException e) {
      lines.add("expect: " + e.code());
    }
    out.add(String.join("\n", lines) + "\n");
  }

  private static Map<String, String> with(Object... pairs) {
    Map<String, String> inputs = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      inputs.put((String) pairs[i], ((Bytes) pairs[i + 1]).hex());
    }
    return inputs;
  }

  private Scenario scenario() {
    return Scenario.madeToOrder(authority, processor);
  }

  private static Bytes spki(SigningKey key) {
    return key.publicKey().spki();
  }
}
