package org.vouchsafe.client.service;

import java.io.IOException;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.json.JsonObject;

/**
 * What a hosting service does for one environment, by whichever way it is asked: REST, or messages
 * of its broker. It carries and never opens; nothing that it says is believed without evidence.
 *
 * <p>Each method throws {@link ServiceException} when the service or the processor refuses, and
 * {@link UnreachableException} when no answer comes: then it is not known what was done.
 */
public interface Conveyance extends AutoCloseable {
  /**
   * Asks for an environment. Asking again with the same name and wish is the same request.
   *
   * @param wish {@code loader}, {@code parameters} or {@code pool}; {@code name}, {@code processor}
   * @param name of the wish, at most 100 characters
   * @return {@code environment} and {@code job}
   */
  JsonObject establish(JsonObject wish, String name)
      throws ServiceException, RefusedException, IOException;

  /**
   * Asks for evidence.
   *
   * @return {@code m2} and {@code endorsements}, or the {@code job} that will have them
   */
  JsonObject attest(String environment, Bytes m1)
      throws ServiceException, RefusedException, IOException;

  /**
   * Waits a while for a job to end.
   *
   * @return the job as it is then
   */
  JsonObject job(String job) throws ServiceException, RefusedException, IOException;

  /**
   * @return the {@code job} that ends the environment
   */
  JsonObject terminate(String environment) throws ServiceException, RefusedException, IOException;

  /**
   * Delivers frames to a half-open handshake or session and returns those that answer them.
   *
   * @param handle 32 bytes, the session's nonceE
   * @param frames not more than {@link #largestDelivery} bytes together, except for a single one
   */
  List<Bytes> deliver(String environment, Bytes handle, List<Bytes> frames)
      throws ServiceException, RefusedException, IOException;

  /** In bytes. */
  int largestDelivery();

  /**
   * A connection on which frames come back by themselves.
   *
   * @throws ServiceException UNAVAILABLE where there is none by this way
   */
  FrameSocket socket(String environment, Bytes handle)
      throws ServiceException, RefusedException, IOException;

  /** Delivers an EHS-1A message and returns the sealed reply. */
  Bytes message(String environment, Bytes sealed)
      throws ServiceException, RefusedException, IOException;

  @Override
  void close();
}
