package org.vouchsafe.host.request;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.host.environment.Environment;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.json.Json;

/**
 * The JSON that answers a request: {@code v} and {@code id}, and what was asked for or a refusal.
 */
final class Answer {
  private final JsonObjectBuilder json = Json.createObjectBuilder().add("v", 1);

  private Answer(@Nullable String id) {
    if (id != null) {
      json.add("id", id);
    }
  }

  static Answer to(String id) {
    return new Answer(id);
  }

  /**
   * @param id null when not even that could be read
   */
  static Answer refusal(@Nullable String id, RefusedException refusal) {
    Answer answer = new Answer(id);
    JsonArrayBuilder findings = Json.createArrayBuilder();
    for (Finding finding : refusal.findings()) {
      findings.add(finding(finding));
    }
    answer.json.add(
        "refusal",
        Json.createObjectBuilder()
            .add("code", refusal.code().name())
            .add("sentence", refusal.findings().get(0).sentence())
            .add("findings", findings));
    return answer;
  }

  Answer with(Environment environment) {
    JsonObjectBuilder about =
        Json.createObjectBuilder()
            .add("id", environment.id().text())
            .add("state", environment.state().name())
            .add("loader", environment.loader())
            .add("activationStateId", environment.activationStateId().hex())
            .add("processor", environment.processor().text())
            .add("node", environment.node())
            .add("createdAt", environment.createdAt().toString())
            .add("updatedAt", environment.updatedAt().toString());
    environment.name().ifPresent(name -> about.add("name", name));
    environment.reason().ifPresent(reason -> about.add("reason", reason.name()));
    environment.environmentId().ifPresent(id -> about.add("environmentId", id.hex()));
    json.add("environment", about);
    return this;
  }

  Answer with(Job job) {
    JsonObjectBuilder about =
        Json.createObjectBuilder()
            .add("id", job.id().text())
            .add("op", job.operation().text())
            .add("state", job.state().name())
            .add("attempts", job.attempts());
    job.environment().ifPresent(environment -> about.add("environment", environment.text()));
    job.error().ifPresent(error -> about.add("error", finding(error)));
    job.result().ifPresent(bundle -> about.add("evidence", bundle.base64Url()));
    json.add("job", about);
    return this;
  }

  Answer with(List<Bytes> frames) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    frames.forEach(frame -> array.add(frame.base64Url()));
    json.add("frames", array);
    return this;
  }

  private static JsonObject finding(Finding finding) {
    return Json.createObjectBuilder()
        .add("code", finding.code().name())
        .add("check", finding.check())
        .add("expected", finding.expected())
        .add("actual", finding.actual())
        .build();
  }

  String text() {
    return json.build().toString();
  }
}
