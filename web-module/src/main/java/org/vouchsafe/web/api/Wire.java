package org.vouchsafe.web.api;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Function;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.host.environment.Environment;
import org.vouchsafe.host.identity.Page;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.json.Json;

/**
 * How the service's things look in JSON, where more than one resource shows them. What a thing has
 * not is left out; digests are hexadecimal, as people compare them, other binary is base64url.
 */
final class Wire {
  private Wire() {}

  static JsonObject environment(Environment environment) {
    JsonObjectBuilder json = Json.createObjectBuilder().add("id", environment.id().text());
    environment.name().ifPresent(name -> json.add("name", name));
    json.add("state", environment.state().name());
    environment.reason().ifPresent(reason -> json.add("reason", reason.name()));
    json.add("loader", environment.loader())
        .add("activationStateId", environment.activationStateId().hex());
    environment.environmentId().ifPresent(id -> json.add("environmentId", id.hex()));
    environment.instanceId().ifPresent(id -> json.add("instanceId", id.hex()));
    json.add("pool", environment.isPooled())
        .add("processor", environment.processor().text())
        .add("node", environment.node());
    environment.area().ifPresent(area -> json.add("area", area));
    environment.parameters().ifPresent(bytes -> json.add("parameters", bytes.base64Url()));
    return json.add("createdAt", environment.createdAt().toString())
        .add("updatedAt", environment.updatedAt().toString())
        .build();
  }

  static JsonObject job(Job job) {
    JsonObjectBuilder json =
        Json.createObjectBuilder().add("id", job.id().text()).add("op", job.operation().text());
    job.environment().ifPresent(environment -> json.add("environment", environment.text()));
    json.add("state", job.state().name()).add("attempts", job.attempts()).add("node", job.node());
    job.error().ifPresent(error -> json.add("error", finding(error)));
    job.result().ifPresent(bundle -> json.add("result", Evidence.of(bundle)));
    return json.add("createdAt", job.createdAt().toString())
        .add("updatedAt", job.updatedAt().toString())
        .build();
  }

  private static JsonObject finding(Finding finding) {
    return Json.createObjectBuilder()
        .add("code", finding.code().name())
        .add("check", finding.check())
        .add("expected", finding.expected())
        .add("actual", finding.actual())
        .build();
  }

  static <T> JsonObject page(Page<T> page, Function<T, JsonObject> one) {
    return list(page.items(), page.next(), one);
  }

  static <T> JsonObject list(Collection<T> items, Function<T, JsonObject> one) {
    return list(items, Optional.empty(), one);
  }

  private static <T> JsonObject list(
      Collection<T> items, Optional<String> next, Function<T, JsonObject> one) {
    JsonArrayBuilder array = Json.createArrayBuilder();
    items.forEach(item -> array.add(one.apply(item)));
    JsonObjectBuilder json = Json.createObjectBuilder().add("items", array);
    next.ifPresent(cursor -> json.add("next", cursor));
    return json.build();
  }
}
