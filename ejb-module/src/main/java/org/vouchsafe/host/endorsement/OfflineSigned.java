package org.vouchsafe.host.endorsement;

import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.certificate.AuditCertificate;
import org.vouchsafe.attestation.certificate.StatusStatement;
import org.vouchsafe.attestation.signature.VerifyingKey;

/**
 * What an auditor signed away from any server and brings along: audit certificates and status. A
 * host checks the signature to keep rubbish out; whom to believe, clients decide.
 */
public final class OfflineSigned {
  private static final int DER_SEQUENCE = 0x30;

  private OfflineSigned() {}

  /** DER begins with a SEQUENCE; a status statement is a CBOR map and does not. */
  public static boolean isCertificate(Bytes signed) {
    return !signed.isEmpty() && signed.at(0) == DER_SEQUENCE;
  }

  /**
   * @throws RefusedException CHAIN_INVALID when none of the keys signed it
   */
  public static void require(AuditCertificate audit, List<VerifyingKey> keys)
      throws RefusedException {
    require(keys.stream().anyMatch(key -> audit.names(key) && audit.isSignedBy(key)));
  }

  /**
   * @throws RefusedException CHAIN_INVALID when none of the keys signed both it and the audit
   */
  public static void require(
      StatusStatement.Unverified status, AuditCertificate audit, List<VerifyingKey> keys)
      throws RefusedException {
    require(keys.stream().anyMatch(key -> audit.names(key) && status.isSignedBy(key)));
  }

  private static void require(boolean signed) throws RefusedException {
    if (!signed) {
      throw RefusedException.of(
          Code.CHAIN_INVALID,
          "signature of the auditor",
          "one by a key that is registered with the auditor's account (POST /accounts/ID/keys)",
          "another");
    }
  }
}
