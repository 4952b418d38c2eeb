package org.vouchsafe.host.endorsement;

import jakarta.ejb.Stateless;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.ProcessorId;

/** Conveys what authorities and auditors published about a processor. */
@Stateless
public class Publications {
  /** Everything held about the processor: chain, audits, CRLs, status, collateral. */
  public Endorsements about(ProcessorId processor) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /** The processor's certificate and its intermediates, PEM, the processor's first. */
  public String chainPem(ProcessorId processor) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /** Audit certificates held about the processor's device, DER, newest first. */
  public List<Bytes> audits(ProcessorId processor) throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /**
   * Keeps an audit certificate that an auditor signed elsewhere.
   *
   * @throws RefusedException FORBIDDEN, MALFORMED, AUDIT_SUBJECT when it is about another device
   */
  public void upload(Caller auditor, ProcessorId processor, Bytes certificate)
      throws RefusedException {
    throw new UnsupportedOperationException();
  }

  /** Revocation lists of the authority, DER. */
  public List<Bytes> revocationLists() {
    throw new UnsupportedOperationException();
  }
}
