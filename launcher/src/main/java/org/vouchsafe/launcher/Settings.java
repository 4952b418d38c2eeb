package org.vouchsafe.launcher;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an instance of the service is to be.
 *
 * @param data everything it keeps
 * @param httpsPort 0 for any free one
 * @param amqpPort 0 for any free one
 * @param role {@code host}, or {@code auditor}: a server that has no processors and certifies those
 *     of others
 * @param processors their names
 * @param server further environment variables for the server, over those that the launcher sets
 * @param processor environment variables for the processors, which have none by themselves; no
 *     variable of the command gets there
 */
public record Settings(
    Path data,
    int httpsPort,
    int amqpPort,
    String role,
    List<String> processors,
    Map<String, String> server,
    Map<String, String> processor) {
  public static final int HTTPS_PORT = 8443;
  public static final int AMQP_PORT = 5672;

  /** What may be handed on to the server from the user's own environment. */
  private static final List<String> HANDED_ON =
      List.of(
          "VOUCHSAFE_POOL_SIZE",
          "VOUCHSAFE_KEEP_DAYS",
          "VOUCHSAFE_NODE",
          "VOUCHSAFE_AUDITOR_KEYSTORE",
          "VOUCHSAFE_AUDITOR_KEYSTORE_PASSWORD_FILE");

  public Settings {
    data = data.toAbsolutePath().normalize();
    processors = List.copyOf(processors);
    server = Map.copyOf(server);
    processor = Map.copyOf(processor);
  }

  /** From the environment variables of the command. */
  static Settings from(Map<String, String> environment, Path data) throws LaunchException {
    Map<String, String> handedOn = new HashMap<>(environment);
    handedOn.keySet().retainAll(HANDED_ON);
    String role = environment.getOrDefault("VOUCHSAFE_ROLE", "host");
    return new Settings(
        data,
        port(environment, "VOUCHSAFE_HTTPS_PORT", HTTPS_PORT),
        port(environment, "VOUCHSAFE_AMQP_PORT", AMQP_PORT),
        role,
        role.equals("auditor") ? List.of() : List.of("alpha", "beta"),
        handedOn,
        Map.of());
  }

  /** A host with two processors on free ports: what tests start. */
  public static Settings anyPorts(Path data) {
    return new Settings(data, 0, 0, "host", List.of("alpha", "beta"), Map.of(), Map.of());
  }

  /** An auditor's own server on free ports. */
  public static Settings auditor(Path data) {
    return new Settings(data, 0, 0, "auditor", List.of(), Map.of(), Map.of());
  }

  /** The same with one more environment variable for the server. */
  public Settings with(String variable, String value) {
    Map<String, String> more = new HashMap<>(server);
    more.put(variable, value);
    return new Settings(data, httpsPort, amqpPort, role, processors, more, processor);
  }

  /** The same with one more environment variable for every processor. */
  public Settings withProcessor(String variable, String value) {
    Map<String, String> more = new HashMap<>(processor);
    more.put(variable, value);
    return new Settings(data, httpsPort, amqpPort, role, processors, server, more);
  }

  private static int port(Map<String, String> environment, String variable, int otherwise)
      throws LaunchException {
    String text = environment.getOrDefault(variable, "").strip();
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port < 65536) {
        return port;
      }
    } catch (NumberFormatException e) {
      // The sentence below says it.
    }
    throw new LaunchException(variable + "=" + text + " is not a port: 0 (any) to 65535.");
  }
}
