package org.vouchsafe.channel.message;

import java.security.SecureRandom;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.Statement;
import org.vouchsafe.attestation.verify.AttestationResult;
import org.vouchsafe.channel.HpkeContext;
import org.vouchsafe.channel.Identity;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.RequestId;

/**
 * A verified key to seal messages to: the client's side of an area's {@link InvokeKey}. It comes
 * from an attested session and from nothing else, and is good for that session's instance and
 * epoch.
 */
public final class InvokeTarget {
  private final Statement.Invoke statement;

  private InvokeTarget(Statement.Invoke statement) {
    this.statement = statement;
  }

  /**
   * @param signed the statement that an {@code invoke-key} request was answered with
   * @param verified the evidence of the session that answered it
   * @param session that session's statement
   * @throws RefusedException CHAIN_INVALID, WRONG_ROLE; BINDING_MISMATCH or NOT_HOLDER when it is
   *     not about the session's environment, lineage, instance and epoch
   */
  public static InvokeTarget verify(
      Bytes signed, AttestationResult verified, Statement.Session session)
      throws MalformedException, RefusedException {
    Statement.Invoke invoke = Statement.Invoke.verify(signed, verified.statementKey());
    require(Code.BINDING_MISMATCH, "environment", session.environmentId(), invoke.environmentId());
    require(Code.BINDING_MISMATCH, "lineage", session.lineage(), invoke.lineage());
    require(Code.NOT_HOLDER, "instance", session.instanceId(), invoke.instanceId());
    require(Code.NOT_HOLDER, "epoch", session.epoch(), invoke.epoch());
    return new InvokeTarget(invoke);
  }

  /** What the processor said about the key. */
  public Statement.Invoke statement() {
    return statement;
  }

  /**
   * Seals one request. Sealing the same request again, also to a later key, is how it is repeated.
   *
   * @param counter never used by this identity for another request
   * @param random 64 bytes of it are consumed
   * @throws RefusedException TOO_LARGE beyond 16 MiB; MALFORMED when the key is not an X-Wing key
   */
  public SentMessage seal(Identity identity, long counter, Operation operation, SecureRandom random)
      throws RefusedException {
    RequestId id = new RequestId(identity.id(), counter);
    Bytes body = new Request(id, operation).encode();
    if (body.size() > Envelope.MAX_SIZE - 8192) {
      throw RefusedException.of(
          Code.TOO_LARGE, "request", "less than 16 MiB", body.size() + " bytes");
    }
    HpkeContext context = HpkeContext.send(statement.key(), Envelope.INFO, random);
    Bytes letter = Letter.sign(identity, statement.keyId(), context.encapsulation(), id, body);
    Bytes aad = Envelope.aad(statement.keyId(), statement.lineage(), statement.epoch(), id);
    Bytes message =
        new Envelope(
                statement.keyId(),
                statement.lineage(),
                statement.epoch(),
                id,
                context.encapsulation(),
                context.seal(aad, letter))
            .encode();
    return new SentMessage(message, id, new ReplySecret(context, message));
  }

  private static void require(Code code, String check, Object expected, Object actual)
      throws RefusedException {
    if (!expected.equals(actual)) {
      throw RefusedException.of(
          code, check + " in the invoke statement", expected.toString(), actual.toString());
    }
  }
}
