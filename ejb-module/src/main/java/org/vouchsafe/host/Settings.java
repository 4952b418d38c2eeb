package org.vouchsafe.host;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What this node was told when it was started: system property {@code vouchsafe.x.y}, or else
 * environment variable {@code VOUCHSAFE_X_Y}, or else a default. Read once.
 */
@ApplicationScoped
public class Settings {
  private final Function<String, Optional<String>> source;

  public Settings() {
    this(Settings::ofProcess);
  }

  /** For tests and tools: settings from elsewhere than this process. */
  public Settings(Function<String, Optional<String>> source) {
    this.source = source;
  }

  private static Optional<String> ofProcess(String name) {
    String property = System.getProperty(name);
    if (property == null) {
      property = System.getenv(name.toUpperCase(Locale.ROOT).replace('.', '_'));
    }
    return Optional.ofNullable(property).filter(text -> !text.isBlank());
  }

  /** {@code vouchsafe.node}: this node's name in jobs and environments. Default {@code node1}. */
  public String node() {
    return source.apply("vouchsafe.node").orElse("node1");
  }

  /**
   * {@code vouchsafe.processors}: name → socket of each processor of this node, written {@code
   * alpha=/run/a.sock,beta=/run/b.sock}. Default none.
   *
   * @throws IllegalArgumentException when it is written otherwise
   */
  public Map<String, Path> processors() {
    Map<String, Path> processors = new LinkedHashMap<>();
    for (String entry : source.apply("vouchsafe.processors").orElse("").split(",", -1)) {
      if (entry.isBlank()) {
        continue;
      }
      int equals = entry.indexOf('=');
      if (equals < 1
          || processors.put(entry.substring(0, equals).trim(), Path.of(entry.substring(equals + 1)))
              != null) {
        throw new IllegalArgumentException(
            "vouchsafe.processors: expected name=socket,name=socket with each name once");
      }
    }
    return processors;
  }

  /**
   * {@code vouchsafe.authority.publications}: folder with {@code chain.pem}, {@code *.crl}, {@code
   * *.status} that the authority published.
   */
  public Optional<Path> authorityPublications() {
    return source.apply("vouchsafe.authority.publications").map(Path::of);
  }

  /** {@code vouchsafe.data}: the server's own folder. */
  public Optional<Path> data() {
    return source.apply("vouchsafe.data").map(Path::of);
  }

  /** {@code vouchsafe.pool.size}: unbound areas kept ready on each processor. Default 0. */
  public int poolSize() {
    return number("vouchsafe.pool.size", 0, 10_000);
  }

  /** {@code vouchsafe.role}: {@code auditor} gives this server an auditor's desk. */
  public boolean isAuditor() {
    return source.apply("vouchsafe.role").orElse("host").equals("auditor");
  }

  /** {@code vouchsafe.auditor.keystore}: the auditor's PKCS#12 file. */
  public Optional<Path> auditorKeyStore() {
    return source.apply("vouchsafe.auditor.keystore").map(Path::of);
  }

  /** {@code vouchsafe.auditor.keystore.password.file}: file whose first line is its password. */
  public Optional<Path> auditorKeyStorePassword() {
    return source.apply("vouchsafe.auditor.keystore.password.file").map(Path::of);
  }

  /** {@code vouchsafe.rate.establish}: environments that an account may ask for per minute. */
  public int establishPerMinute() {
    return number("vouchsafe.rate.establish", 600, 1_000_000);
  }

  /** {@code vouchsafe.rate.attest}: attestations that an account may ask for per minute. */
  public int attestPerMinute() {
    return number("vouchsafe.rate.attest", 1_200, 1_000_000);
  }

  /**
   * {@code vouchsafe.keep.days}: days for which ended jobs, their evidence and ended environments
   * are kept. Default 30; 0 keeps them for ever.
   */
  public int keepDays() {
    return number("vouchsafe.keep.days", 30, 36_500);
  }

  private int number(String name, int otherwise, int max) {
    Optional<String> text = source.apply(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.get().matches("[0-9]{1,7}") || Integer.parseInt(text.get()) > max) {
      throw new IllegalArgumentException(name + ": expected a number from 0 to " + max);
    }
    return Integer.parseInt(text.get());
  }
}
