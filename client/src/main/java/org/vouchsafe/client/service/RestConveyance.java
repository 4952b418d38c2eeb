package org.vouchsafe.client.service;

import java.io.IOException;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.json.JsonObject;

/** By REST and WebSocket. */
public record RestConveyance(HostService service) implements Conveyance {
  /** A session opens a body whole and in memory. */
  private static final int MAX_BODY = 4 << 20;

  @Override
  public JsonObject establish(JsonObject wish, String name)
      throws ServiceException, RefusedException, IOException {
    return service.postOnce("/environments", wish, name);
  }

  @Override
  public JsonObject attest(String environment, Bytes m1)
      throws ServiceException, RefusedException, IOException {
    return service.post(path(environment) + "/evidence", JsonObject.build().put("m1", m1).done());
  }

  @Override
  public JsonObject job(String job) throws ServiceException, RefusedException, IOException {
    return service.get("/jobs/" + job + "?wait=20");
  }

  @Override
  public JsonObject terminate(String environment)
      throws ServiceException, RefusedException, IOException {
    return service.delete(path(environment));
  }

  @Override
  public List<Bytes> deliver(String environment, Bytes handle, List<Bytes> frames)
      throws ServiceException, RefusedException, IOException {
    try {
      return FrameList.parse(
          service.postBytes(channel(environment, handle), FrameList.encode(frames)));
    } catch (MalformedException e) {
      throw ServiceException.unreadable(e);
    }
  }

  @Override
  public int largestDelivery() {
    return MAX_BODY;
  }

  @Override
  public FrameSocket socket(String environment, Bytes handle)
      throws ServiceException, RefusedException, IOException {
    return service.webSocket(channel(environment, handle));
  }

  @Override
  public Bytes message(String environment, Bytes sealed)
      throws ServiceException, RefusedException, IOException {
    return service.postBytes(path(environment) + "/messages", sealed);
  }

  private static String path(String environment) {
    return "/environments/" + environment;
  }

  /** The processor's nonce is the name by which the host routes the session. */
  private static String channel(String environment, Bytes handle) {
    return path(environment) + "/channel/" + handle.hex();
  }

  @Override
  public void close() {
    service.close();
  }
}
