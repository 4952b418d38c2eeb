package org.vouchsafe.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.evidence.ClientHello;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.evidence.ServerHello;
import org.vouchsafe.attestation.measure.ActivationState;
import org.vouchsafe.attestation.measure.EnvironmentId;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.measure.Loader;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;
import org.vouchsafe.attestation.testing.Vector;
import org.vouchsafe.attestation.testing.Vector.Operation;

/** What the {@code do:} lines of the vectors mean. Whatever parses must encode back to itself. */
final class VectorOperations {
  private VectorOperations() {}

  static Map<String, Operation> all() {
    Map<String, Operation> operations = new TreeMap<>();
    operations.put("hash", v -> Map.of("digest", Lp.sha384(v.text("label"), v.all("part")).hex()));
    operations.put("cbor", v -> same(v, Cbor.decode(v.bytes("input"), "input", 65536).encode()));
    operations.put("loader", VectorOperations::loader);
    operations.put("parameters", VectorOperations::parameters);
    operations.put("lineage", VectorOperations::lineage);
    operations.put("package", VectorOperations::programPackage);
    operations.put("launch", VectorOperations::launch);
    operations.put("program-rule", VectorOperations::programRule);
    operations.put("public-key", VectorOperations::publicKey);
    operations.put("private-key", VectorOperations::privateKey);
    operations.put("signature", VectorOperations::signature);
    operations.put("sign", VectorOperations::sign);
    operations.put("credential", VectorOperations::credential);
    operations.put("client-hello", v -> same(v, ClientHello.parse(v.bytes("input")).encode()));
    operations.put("server-hello", v -> same(v, ServerHello.parse(v.bytes("input")).encode()));
    operations.put("endorsements", v -> same(v, Endorsements.parse(v.bytes("input")).encode()));
    operations.put(
        "evidence-bundle", v -> same(v, EvidenceBundle.parse(v.bytes("input")).encode()));
    operations.putAll(CertificateVectorOperations.all());
    return operations;
  }

  private static Map<String, String> same(Vector vector, Bytes encoded) {
    assertEquals(vector.bytes("input"), encoded, "encodes back to itself");
    return Map.of();
  }

  /** A check that refuses what the format can say but nobody does yet. */
  private interface Support {
    void require() throws RefusedException;
  }

  private static String supported(Support support) {
    try {
      support.require();
      return "ok";
    } catch (RefusedException e) {
      return e.code().name();
    }
  }

  private static Map<String, String> loader(Vector vector) throws MalformedException {
    Loader loader = Loader.parse(vector.bytes("input"));
    same(vector, loader.encode());
    return Map.of(
        "digest", loader.digest().hex(),
        "activationStateId", new ActivationState.Unbound(loader).id().hex(),
        "supported", supported(loader::requireSupported));
  }

  private static Map<String, String> parameters(Vector vector) throws MalformedException {
    Parameters parameters = Parameters.parse(vector.bytes("input"));
    same(vector, parameters.encode());
    Loader loader = Loader.STANDARD_1;
    return Map.of(
        "binding", parameters.binding().hex(),
        "environmentId", EnvironmentId.of(loader, parameters.binding()).hex(),
        "activationStateId", new ActivationState.MadeToOrder(loader, parameters).id().hex(),
        "supported", supported(parameters::requireSupported));
  }

  private static Map<String, String> lineage(Vector vector) throws MalformedException {
    Lineage lineage = Lineage.of(VerifyingKey.parse(vector.bytes("owner")), vector.bytes("nonce"));
    EnvironmentId environment = new EnvironmentId(vector.bytes("environmentId"));
    return Map.of("lineage", lineage.hex(), "genesis", lineage.genesisHead(environment).hex());
  }

  private static Map<String, String> programPackage(Vector vector) throws MalformedException {
    ProgramPackage program = ProgramPackage.parse(vector.bytes("input"));
    same(vector, program.encode());
    return Map.of("digest", program.digest().hex());
  }

  private static Map<String, String> launch(Vector vector) throws MalformedException {
    Launch launch = Launch.parse(vector.bytes("input"));
    same(vector, launch.encode());
    return Map.of(
        "launchDigest", launch.launchDigest().hex(),
        "supported", supported(launch.program()::requireSupported));
  }

  private static Map<String, String> programRule(Vector vector)
      throws MalformedException, RefusedException {
    Parameters parameters = Parameters.parse(vector.bytes("parameters"));
    Launch.parse(vector.bytes("launch")).assemble(vector.bytes("package"), parameters);
    return Map.of();
  }

  private static Map<String, String> publicKey(Vector vector) throws MalformedException {
    VerifyingKey key = VerifyingKey.parse(vector.bytes("input"));
    same(vector, key.spki());
    return Map.of("algorithm", key.algorithm().name(), "keyId", key.id().hex());
  }

  private static Map<String, String> privateKey(Vector vector) throws MalformedException {
    SigningKey key = SigningKey.fromPkcs8(vector.bytes("input").toArray());
    same(vector, Bytes.copyOf(key.pkcs8()));
    return Map.of("public", key.publicKey().spki().hex());
  }

  private static Map<String, String> signature(Vector vector) throws MalformedException {
    boolean verifies =
        VerifyingKey.parse(vector.bytes("key"))
            .verifies(vector.bytes("signature"), vector.text("label"), vector.all("part"));
    return verifies ? Map.of() : Map.of(Vector.OUTCOME, "");
  }

  private static Map<String, String> sign(Vector vector) throws MalformedException {
    SigningKey key = SigningKey.fromPkcs8(vector.bytes("key").toArray());
    return Map.of("signature", key.sign(vector.text("label"), vector.all("part")).hex());
  }

  private static Map<String, String> credential(Vector vector)
      throws MalformedException, RefusedException {
    Credential credential = Credential.parse(vector.bytes("input"));
    same(vector, credential.encode());
    credential.verify(
        VerifyingKey.parse(vector.bytes("owner")),
        new Lineage(vector.bytes("lineage")),
        Long.parseLong(vector.text("generation")));
    return Map.of("id", credential.id().hex());
  }
}
