package org.vouchsafe.client;

import java.io.IOException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.service.ServiceException;

/**
 * An environment whose evidence passed the policy a moment ago. Only {@link EnclaveClient} makes
 * one. Serves for one channel, because evidence is made for one handshake.
 */
public final class VerifiedEnvironment {
  private final String environment;
  private final AttestationResult result;
  private final EvidenceBundle bundle;
  private final EnclaveClient client;

  VerifiedEnvironment(
      String environment, AttestationResult result, EvidenceBundle bundle, EnclaveClient client) {
    this.environment = environment;
    this.result = result;
    this.bundle = bundle;
    this.client = client;
  }

  /** Its name at the service. */
  public String environment() {
    return environment;
  }

  public AttestationResult result() {
    return result;
  }

  /** What was verified, as one file that can be verified again offline. */
  public EvidenceBundle bundle() {
    return bundle;
  }

  /**
   * Opens a channel to exactly what was verified. The owner's first one claims the environment.
   *
   * @throws RefusedException when the environment does not prove that it took part, or is not the
   *     instance that this client saw before
   */
  public AttestedChannel open(Channels.Way way)
      throws ServiceException, RefusedException, IOException {
    return client.open(this, way);
  }
}
