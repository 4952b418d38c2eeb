package org.vouchsafe.host.processor;

import jakarta.ejb.Stateless;
import java.util.List;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.identity.ProcessorId;

/** The processors that this service can place environments on. The list is public. */
@Stateless
public class Processors {
  public List<Processor> list() {
    throw new UnsupportedOperationException();
  }

  /**
   * @throws RefusedException NOT_FOUND
   */
  public Processor find(ProcessorId id) throws RefusedException {
    throw new UnsupportedOperationException();
  }
}
