package org.vouchsafe.client.channel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.service.Conveyance;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;

/**
 * Each batch of frames is a POST, or a message; its answer carries the frames that come back. A
 * lost answer is asked for again with the same bytes: the area recognises them and gives the stored
 * answer.
 */
final class PostTransport implements Transport {
  private static final int ATTEMPTS = 3;

  private final Conveyance service;
  private final String environment;
  private final Bytes handle;
  private @Nullable Receiver receiver;

  /**
   * @param handle 32 bytes, the session's nonceE
   */
  PostTransport(Conveyance service, String environment, Bytes handle) {
    this.service = service;
    this.environment = environment;
    this.handle = handle;
  }

  @Override
  public Bytes handshake(Bytes m3) throws ServiceException, RefusedException, IOException {
    List<Bytes> answer = post(List.of(m3));
    if (answer.size() != 1) {
      throw ServiceException.unreadable(new MalformedException("answer to M3", "is not one frame"));
    }
    return answer.get(0);
  }

  @Override
  public void start(Receiver given) {
    receiver = given;
  }

  @Override
  public void send(List<Bytes> frames) throws ServiceException, RefusedException, IOException {
    List<Bytes> batch = new ArrayList<>();
    int size = 0;
    for (Bytes frame : frames) {
      if (size + frame.size() > service.largestDelivery() && !batch.isEmpty()) {
        exchange(batch);
        batch.clear();
        size = 0;
      }
      batch.add(frame);
      size += frame.size();
    }
    exchange(batch);
  }

  private void exchange(List<Bytes> batch) throws ServiceException, RefusedException, IOException {
    List<Bytes> answer = post(List.copyOf(batch));
    if (receiver != null && !answer.isEmpty()) {
      receiver.frames(answer);
    }
  }

  private List<Bytes> post(List<Bytes> frames)
      throws ServiceException, RefusedException, IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return service.deliver(environment, handle, frames);
      } catch (UnreachableException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    receiver = null;
  }
}
