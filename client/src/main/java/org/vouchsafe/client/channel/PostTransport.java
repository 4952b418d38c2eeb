package org.vouchsafe.client.channel;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.service.HostService;
import org.vouchsafe.client.service.ServiceException;
import org.vouchsafe.client.service.UnreachableException;

/**
 * Each batch of frames is a POST, its answer carries the frames that come back. A lost answer is
 * asked for again with the same bytes: the area recognises them and gives the stored answer.
 */
final class PostTransport implements Transport {
  private static final int ATTEMPTS = 3;

  /** A session opens a body whole and in memory. */
  private static final int MAX_BODY = 4 << 20;

  private final HostService service;
  private final String path;
  private @Nullable Receiver receiver;

  /**
   * @param path of the channel, with its handle
   */
  PostTransport(HostService service, String path) {
    this.service = service;
    this.path = path;
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
      if (size + frame.size() > MAX_BODY && !batch.isEmpty()) {
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
    Bytes body = FrameList.encode(frames);
    for (int attempt = 1; ; attempt++) {
      try {
        return FrameList.parse(service.postBytes(path, body));
      } catch (UnreachableException e) {
        if (attempt == ATTEMPTS) {
          throw e;
        }
      } catch (MalformedException e) {
        throw ServiceException.unreadable(e);
      }
    }
  }

  @Override
  public void close() {
    receiver = null;
  }
}
