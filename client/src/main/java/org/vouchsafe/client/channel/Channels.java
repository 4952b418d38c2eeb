package org.vouchsafe.client.channel;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.credential.Credential;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.channel.ClientHandshake;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.Session;
import org.vouchsafe.client.service.Conveyance;
import org.vouchsafe.client.service.ServiceException;

/** Opens channels: the second half of the handshake, over either transport. */
public final class Channels {
  /** How frames travel. */
  public enum Way {
    /** One POST, or message, per batch of frames; for requests whose answer comes at once. */
    POST,
    /** A WebSocket; for programs with streams, and for requests that take long. Not by messages. */
    SOCKET
  }

  /** Judges what the environment signed at the end, before anything is sent to it. */
  @FunctionalInterface
  public interface Acceptance {
    void accept(Statement.Session statement) throws RefusedException, IOException;
  }

  private Channels() {}

  /**
   * @param environment its name at the service
   * @param credential none for the owner
   */
  public static AttestedChannel open(
      Conveyance service,
      String environment,
      AttestationResult verified,
      SigningKey identity,
      Optional<Credential> credential,
      SecureRandom random,
      Way way,
      Acceptance acceptance,
      AttestedChannel.RequestNumbers numbers)
      throws ServiceException, RefusedException, IOException {
    Transport transport = transport(service, environment, verified, way);
    try (ClientHandshake handshake =
        ClientHandshake.begin(verified, identity, credential, random)) {
      Bytes m4 = transport.handshake(handshake.finish());
      Session session = handshake.accept(m4);
      try {
        acceptance.accept(session.statement());
      } catch (RefusedException | IOException e) {
        session.close();
        throw e;
      }
      return new AttestedChannel(
          session, transport, new Identity(identity, credential).id(), numbers);
    } catch (MalformedException e) {
      transport.close();
      throw e.asRefusal();
    } catch (ServiceException | RefusedException | IOException e) {
      transport.close();
      throw e;
    }
  }

  private static Transport transport(
      Conveyance service, String environment, AttestationResult verified, Way way)
      throws ServiceException, RefusedException, IOException {
    Bytes handle = verified.claims().nonceE();
    PostTransport post = new PostTransport(service, environment, handle);
    return way == Way.POST ? post : new SocketTransport(service.socket(environment, handle), post);
  }
}
