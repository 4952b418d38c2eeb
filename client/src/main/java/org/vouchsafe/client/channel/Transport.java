package org.vouchsafe.client.channel;

import java.io.IOException;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.service.ServiceException;

/** Carries frames to one half-open handshake or session of an area, and back. Opens nothing. */
interface Transport extends AutoCloseable {
  /** Takes what comes back, in the order in which it comes, on one thread at a time. */
  interface Receiver {
    void frames(List<Bytes> frames);

    /**
     * Nothing comes any more.
     *
     * @param why a ServiceException, a RefusedException or an IOException
     */
    void ended(Exception why);
  }

  /** Sends M3 and returns M4. */
  Bytes handshake(Bytes m3) throws ServiceException, RefusedException, IOException;

  /** From now on frames go to {@code receiver}. */
  void start(Receiver receiver);

  /**
   * Sends frames in their order. Callers send one batch at a time.
   *
   * @throws IOException when it is not known whether they arrived
   */
  void send(List<Bytes> frames) throws ServiceException, RefusedException, IOException;

  @Override
  void close();
}
