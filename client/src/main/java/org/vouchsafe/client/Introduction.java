package org.vouchsafe.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.client.profile.EnvironmentRecord;

/**
 * What an owner gives a delegate: the credential, and what the environment must be. Public; the
 * delegate checks the environment against it as the owner would.
 *
 * @param environment its name at the service
 * @param loader {@code standard/1}
 * @param parameters encoded; they name the owner
 * @param pooled whether it came from a warm pool
 */
public record Introduction(
    String environment, String loader, Bytes parameters, boolean pooled, Credential credential) {
  private static final String PATH = "credential file";
  private static final String TYPE = "vouchsafe credential";
  private static final int MAX_SIZE = 256 << 10;

  /** The first record of a delegate who takes it. */
  EnvironmentRecord record() throws MalformedException {
    return new EnvironmentRecord(
        environment,
        loader,
        parameters,
        pooled,
        Parameters.parse(parameters).ownerKey().spki(),
        Optional.empty(),
        credential.lineage().value(),
        Optional.of(credential.encode()),
        Optional.empty(),
        0);
  }

  public Bytes encode() {
    return Cbor.map()
        .put("type", TYPE)
        .put("v", 1)
        .put("environment", environment)
        .put("loader", loader)
        .put("parameters", parameters)
        .put("pooled", Cbor.of(pooled))
        .put("credential", credential.encode())
        .encode();
  }

  public static Introduction parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, PATH, MAX_SIZE);
    if (!fields.take("type", Cbor.of(TYPE))) {
      throw new MalformedException(PATH, "does not name itself a credential file");
    }
    fields.version(1);
    Introduction introduction =
        new Introduction(
            fields.text("environment", 64),
            fields.text("loader", 64),
            fields.bytes("parameters", 1, 128 << 10),
            fields.bool("pooled"),
            Credential.parse(fields.bytes("credential", 1, 4096)));
    fields.end();
    return introduction;
  }

  public static Introduction read(Path file) throws IOException, MalformedException {
    if (Files.size(file) > MAX_SIZE) {
      throw new MalformedException(PATH, "is larger than " + MAX_SIZE + " bytes");
    }
    return parse(Bytes.copyOf(Files.readAllBytes(file)));
  }
}
