package org.vouchsafe.service;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.profile.ConfigFolder;
import org.vouchsafe.client.profile.IdentityFile;
import org.vouchsafe.client.profile.Profile;
import org.vouchsafe.client.service.HostService;
import org.vouchsafe.launcher.Installation;
import org.vouchsafe.launcher.Service;
import org.vouchsafe.launcher.Settings;
import org.vouchsafe.launcher.Steps;

/**
 * The one service that all tests of a run share: {@code @ExtendWith(RunningService.Fixture.class)},
 * and a parameter of this type. Every test makes tenants of its own. A test that ends a part brings
 * it back.
 */
final class RunningService implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Service service;
  private final Path people;
  private final List<Tenant> tenants = new ArrayList<>();
  private final HostService operator;

  /** A service of its own, with its first operator signed in. */
  RunningService(Settings settings) throws Exception {
    Path data = settings.data();
    this.service = Service.start(Installation.current(), settings, new Steps(System.out));
    this.people = data.resolve("people");
    List<String> first = Files.readAllLines(data.resolve("first-operator"));
    this.operator =
        new HostService(
            service.url(), service.pin(), Optional.of(login(first.get(0), first.get(1))));
  }

  /** Starts one with new data in a folder below {@code target}. */
  static RunningService start(String folder, UnaryOperator<Settings> change) throws Exception {
    Path data = Path.of("target", folder).toAbsolutePath();
    remove(data);
    return new RunningService(change.apply(Settings.anyPorts(data)));
  }

  Service service() {
    return service;
  }

  /** Signed in with the role operator. */
  HostService operator() {
    return operator;
  }

  /**
   * A new account with a user of its own, a key and a policy that accepts this service's
   * processors.
   */
  Tenant tenant(String role) throws Exception {
    String name = role + "-" + random();
    String password = random() + random();
    operator.post(
        "/accounts",
        JsonObject.build()
            .put("name", name)
            .put("user", name)
            .put("password", password)
            .put("roles", List.of(role))
            .done());
    ConfigFolder folder = new ConfigFolder(people.resolve(name));
    Files.createDirectories(folder.path());
    Profile profile = Profile.of(folder, "default", service.url(), service.pin());
    folder.save("default", profile);
    IdentityFile.create(profile.identity(), SigningKey.Algorithm.ED25519, RANDOM);
    Files.copy(service.authorityRoot(), folder.path().resolve("authority.pem"));
    profile.storeToken(login(name, password));
    Tenant tenant = new Tenant(folder, name, password);
    tenants.add(tenant);
    return tenant;
  }

  private String login(String user, String password) throws Exception {
    try (HostService anonymous = new HostService(service.url(), service.pin(), Optional.empty())) {
      return anonymous
          .post("/login", JsonObject.build().put("user", user).put("password", password).done())
          .text("token");
    }
  }

  private static String random() {
    byte[] bytes = new byte[8];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public void close() throws IOException {
    tenants.forEach(Tenant::close);
    operator.close();
    service.close();
  }

  /**
   * Starts the service before the first test that asks for it, and ends it after the last of the
   * run.
   */
  static final class Fixture implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(RunningService.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == RunningService.class;
    }

    @Override
    public RunningService resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent("service", key -> start(), RunningService.class);
    }

    private static RunningService start() {
      try {
        return RunningService.start("service", settings -> settings);
      } catch (Exception e) {
        throw new IllegalStateException("The service does not start: " + e.getMessage(), e);
      }
    }
  }

  static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (var all = Files.walk(folder)) {
        Path[] found = all.toArray(Path[]::new);
        for (Path path : Arrays.asList(found).reversed()) {
          Files.delete(path);
        }
      }
    }
  }
}
