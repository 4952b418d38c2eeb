package org.vouchsafe.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The host carries, it never opens. The client trusts no one's build but its own. No cycles. */
final class ArchitectureTest {
  private static final List<String> MODULES =
      List.of(
          "attestation",
          "channel",
          "gate",
          "processor",
          "ejb-module",
          "web-module",
          "client",
          "launcher");

  private static final JavaClasses HOST = classes(List.of("ejb-module", "web-module"));

  @Test
  void the_host_cannot_reach_what_opens_sealed_data() {
    assertTrue(HOST.size() > 50, "there are classes to look at");
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.vouchsafe.channel..",
            "org.vouchsafe.processor..",
            "org.vouchsafe.engine..",
            "org.vouchsafe.client..",
            "org.vouchsafe.launcher..",
            "run.endive..",
            "org.bouncycastle.crypto.hpke..",
            "org.bouncycastle.crypto.engines..",
            "org.bouncycastle.crypto.modes..",
            "org.bouncycastle.crypto.agreement..",
            "org.bouncycastle.crypto.kems..",
            "org.bouncycastle.pqc..")
        .check(HOST);
  }

  @Test
  void the_host_uses_no_cipher_and_agrees_on_no_key() {
    for (String name :
        List.of(
            "Cipher", "CipherInputStream", "CipherOutputStream", "KeyAgreement", "KEM", "KDF")) {
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("javax.crypto." + name)
          .check(HOST);
    }
  }

  /**
   * Whatever an address in a certificate, a request or a file name says, nobody here follows it.
   */
  @Test
  void the_host_connects_to_nobody() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.net.http..", "jakarta.ws.rs.client..", "javax.net.ssl..")
        .check(HOST);
    for (String name : List.of("URL", "URLConnection", "HttpURLConnection", "Socket")) {
      noClasses()
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net." + name)
          .check(HOST);
    }
  }

  @Test
  void the_client_depends_on_attestation_and_channel_only() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.vouchsafe.gate..",
            "org.vouchsafe.processor..",
            "org.vouchsafe.host..",
            "org.vouchsafe.web..",
            "org.vouchsafe.launcher..",
            "jakarta..")
        .check(classes(List.of("client")));
  }

  @Test
  void attestation_has_no_clock_no_randomness_and_no_input_or_output() {
    // Bouncy Castle's own signatures name IOException; nothing else of java.io is needed.
    noClasses()
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("java.io..", "java.net..", "java.nio.file..", "java.util.logging..")
                .and(not(assignableTo(IOException.class)))
                .and(not(JavaClass.Predicates.type(java.io.Serializable.class)))
                .and(not(assignableTo(java.io.ByteArrayOutputStream.class)))
                .and(not(JavaClass.Predicates.type(java.io.OutputStream.class))))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.slf4j..",
            "org.snakeyaml..",
            "jakarta..",
            "org.vouchsafe.channel..",
            "org.vouchsafe.gate..",
            "org.vouchsafe.client..")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callConstructor(Date.class)
        .orShould()
        .callConstructor(SecureRandom.class)
        .check(classes(List.of("attestation")));
  }

  @Test
  void the_boundary_knows_neither_side() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.vouchsafe.channel..",
            "org.vouchsafe.processor..",
            "org.vouchsafe.host..",
            "org.vouchsafe.web..",
            "org.vouchsafe.client..")
        .check(classes(List.of("gate")));
  }

  @Test
  void one_package_sees_the_webassembly_engine() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.vouchsafe.processor.wasm..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("run.endive..")
        .check(classes(MODULES));
  }

  @ParameterizedTest
  @MethodSource("modules")
  void packages_have_no_cycles(String module) {
    slices()
        .matching("org.vouchsafe.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classes(List.of(module)));
  }

  static Stream<String> modules() {
    return MODULES.stream();
  }

  private static JavaClasses classes(List<String> modules) {
    Path root = Path.of("..").toAbsolutePath().normalize();
    return new ClassFileImporter()
        .importPaths(
            modules.stream()
                .map(module -> root.resolve(module).resolve("target/classes"))
                .toList());
  }
}
