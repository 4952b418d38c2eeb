package org.vouchsafe.client.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.evidence.Endorsements;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.testing.TestAuthority;
import org.vouchsafe.attestation.testing.TestProcessor;
import org.vouchsafe.client.json.JsonObject;

/** A hosting service with one processor, as far as clients see one; a test may corrupt it. */
public final class TestService implements TestHost.Handler {
  public final TestAuthority authority;
  public final TestProcessor processor;
  public final Map<String, TestArea> areas = new HashMap<>();
  public UnaryOperator<Endorsements> endorsements = endorsements -> endorsements;
  public UnaryOperator<Bytes> m2 = bytes -> bytes;

  /** What the service does instead of what it was asked; for a warm pool, too. */
  public UnaryOperator<Parameters> parameters = parameters -> parameters;

  /** Answers that do not arrive: the work is done, the connection breaks. */
  public int losing;

  public TestService(TestAuthority authority, TestProcessor processor) {
    this.authority = authority;
    this.processor = processor;
  }

  @Override
  public synchronized TestHost.Answer answer(String method, String path, byte[] body)
      throws Exception {
    TestHost.Answer answer;
    try {
      answer = serve(method, path, body);
    } catch (RefusedException e) {
      answer =
          TestHost.Answer.problem(
              409, "{\"code\":\"" + e.code() + "\",\"title\":\"" + e.code().sentence() + "\"}");
    }
    if (losing > 0 && path.contains("/channel/")) {
      losing--;
      return TestHost.Answer.lost();
    }
    return answer;
  }

  private TestHost.Answer serve(String method, String path, byte[] body) throws Exception {
    String[] parts = path.replaceFirst("/api/v1/", "").split("[/?]");
    if (method.equals("POST") && path.equals("/api/v1/environments")) {
      return establish(JsonObject.parse(body, "request"));
    }
    if (parts[0].equals("jobs")) {
      return TestHost.Answer.json(200, "{\"id\":\"" + parts[1] + "\",\"state\":\"DONE\"}");
    }
    if (method.equals("DELETE")) {
      areas.remove(parts[1]);
      return TestHost.Answer.json(202, "{\"job\":{\"id\":\"job_t\"}}");
    }
    TestArea area = areas.get(parts[1]);
    if (area == null) {
      return TestHost.Answer.problem(404, "{\"code\":\"NOT_FOUND\",\"title\":\"There is none.\"}");
    }
    if (parts[2].equals("evidence")) {
      Bytes answer = m2.apply(area.attest(JsonObject.parse(body, "request").bytes("m1")));
      Endorsements beside = endorsements.apply(authority.endorsements(processor));
      return TestHost.Answer.json(
          200,
          JsonObject.build()
              .put("m2", answer)
              .put("endorsements", beside.encode())
              .done()
              .compact());
    }
    if (parts[2].equals("messages")) {
      return TestHost.Answer.bytes(area.message(Bytes.copyOf(body)).toArray());
    }
    return TestHost.Answer.bytes(encode(area.deliver(parts[3], decode(body))));
  }

  private TestHost.Answer establish(JsonObject request) throws Exception {
    String name = "env_" + "test" + areas.size();
    if (request.bool("pool")) {
      areas.put(name, null);
    } else {
      Parameters wanted = Parameters.parse(request.bytes("parameters"));
      areas.put(name, new TestArea(authority, processor, parameters.apply(wanted), false));
    }
    return TestHost.Answer.json(
        202, "{\"environment\":{\"id\":\"" + name + "\"},\"job\":{\"id\":\"job_1\"}}");
  }

  private static List<Bytes> decode(byte[] body) {
    List<Bytes> frames = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(body);
    while (rest.hasRemaining()) {
      byte[] frame = new byte[rest.getInt()];
      rest.get(frame);
      frames.add(Bytes.copyOf(frame));
    }
    return frames;
  }

  private static byte[] encode(List<Bytes> frames) {
    ByteBuffer body =
        ByteBuffer.allocate(frames.stream().mapToInt(frame -> 4 + frame.size()).sum());
    frames.forEach(frame -> body.putInt(frame.size()).put(frame.toArray()));
    return body.array();
  }
}
