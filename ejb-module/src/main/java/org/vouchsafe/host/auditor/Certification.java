package org.vouchsafe.host.auditor;

import java.util.List;
import org.vouchsafe.attestation.Bytes;

/**
 * What an auditor says of a processor when asked.
 *
 * @param audits audit certificates about its device that have not expired, DER, newest first
 * @param status a signed status of each, in the same order; of one that was signed elsewhere only
 *     when one was brought along
 */
public record Certification(List<Bytes> audits, List<Bytes> status) {
  public Certification {
    audits = List.copyOf(audits);
    status = List.copyOf(status);
  }
}
