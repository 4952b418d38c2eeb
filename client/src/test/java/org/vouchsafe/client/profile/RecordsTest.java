package org.vouchsafe.client.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.measure.Lineage;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.channel.LineagePins;
import org.vouchsafe.client.service.Pin;

/** What the client keeps on its disk. DESIGN §12. */
class RecordsTest {
  private static final String ENVIRONMENT = "env_abc";
  private static final Pin PIN = new Pin(Bytes.copyOf(new byte[32]));

  @TempDir Path folder;

  private ConfigFolder config() {
    return new ConfigFolder(folder.resolve("config"));
  }

  private static EnvironmentRecord record() {
    Bytes lineage = Bytes.copyOf(new byte[48]);
    return new EnvironmentRecord(
        ENVIRONMENT,
        "standard/1",
        Bytes.of(1),
        true,
        Bytes.of(2),
        Optional.of(Bytes.copyOf(new byte[32])),
        lineage,
        Optional.empty(),
        Optional.of(
            new LineagePins(new Lineage(lineage), 1, Bytes.copyOf(new byte[32]), 4, lineage)),
        0);
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void a_profile_comes_back_as_it_was_and_is_private() throws Exception {
    Profile profile = Profile.of(config(), "it's", URI.create("https://127.0.0.1:8443"), PIN);
    assertThrows(IllegalArgumentException.class, () -> config().save("it's", profile));
    config().save("work", profile);
    assertEquals(profile, config().load("work"));
    assertEquals("rw-------", permissions(folder.resolve("config/work.yaml")));
    assertEquals("rwx------", permissions(folder.resolve("config")));
    assertEquals(java.util.List.of("work"), config().names());
  }

  @Test
  void a_token_is_private() throws Exception {
    Profile profile = Profile.of(config(), "work", URI.create("https://h:1"), PIN);
    assertTrue(profile.token().isEmpty());
    profile.storeToken("secret");
    assertEquals(Optional.of("secret"), profile.token());
    assertEquals("rw-------", permissions(profile.tokenFile()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "url: http://h:1",
        "url: https:///x",
        "url: nonsense and more",
        "pin: sha256:00",
        "pin: md5:0000",
        "insecure: true"
      })
  void a_bad_line_in_a_profile_is_refused(String line) {
    String key = line.substring(0, line.indexOf(':'));
    String good =
        "url: https://h:1\npin: "
            + PIN
            + "\ntoken-file: t\nidentity: i\npolicy: p\n".replaceAll("^", "");
    String text = good.contains(key + ":") ? good.replaceFirst(key + ":.*", line) : good + line;
    assertThrows(MalformedException.class, () -> Profile.parse(text, "p.yaml", folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "", "a/b", ".hidden", "a b", "x\u001b"})
  void a_profile_name_is_no_path(String name) {
    assertThrows(Exception.class, () -> config().load(name));
    assertThrows(IllegalArgumentException.class, () -> config().records(name));
  }

  @Test
  void the_folder_is_where_the_environment_says() {
    Path home = Path.of("/home/u");
    assertEquals(Path.of("/home/u/.config/vouchsafe"), ConfigFolder.locate(Map.of(), home).path());
    assertEquals(
        Path.of("/x/vouchsafe"), ConfigFolder.locate(Map.of("XDG_CONFIG_HOME", "/x"), home).path());
    assertEquals(
        Path.of("/y"),
        ConfigFolder.locate(Map.of("XDG_CONFIG_HOME", "/x", "VOUCHSAFE_CONFIG", "/y"), home)
            .path());
  }

  @Test
  void a_key_that_others_can_read_is_refused() throws Exception {
    Path file = folder.resolve("key.pem");
    SigningKey made = IdentityFile.create(file, SigningKey.Algorithm.ED25519, new SecureRandom());
    assertEquals("rw-------", permissions(file));
    assertEquals(made.publicKey(), IdentityFile.read(file).publicKey());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertTrue(
        assertThrows(IOException.class, () -> IdentityFile.read(file))
            .getMessage()
            .contains("chmod 600"));
  }

  @Test
  void a_key_is_never_overwritten() throws Exception {
    Path file = folder.resolve("key.pem");
    IdentityFile.create(file, SigningKey.Algorithm.P256, new SecureRandom());
    byte[] before = Files.readAllBytes(file);
    assertThrows(
        FileAlreadyExistsException.class,
        () -> IdentityFile.create(file, SigningKey.Algorithm.P256, new SecureRandom()));
    assertEquals(Bytes.copyOf(before), Bytes.copyOf(Files.readAllBytes(file)));
  }

  @Test
  void a_record_comes_back_as_it_was() throws Exception {
    config().records("p").create(record());
    assertEquals(Optional.of(record()), config().records("p").find(ENVIRONMENT));
  }

  @Test
  void an_altered_record_is_not_taken() throws Exception {
    config().records("p").create(record());
    Path file = folder.resolve("config/p.environments/" + ENVIRONMENT + ".cbor");
    Files.write(file, record().encode().slice(0, 40).toArray());
    assertThrows(IOException.class, () -> config().records("p").find(ENVIRONMENT));
  }

  @ParameterizedTest
  @ValueSource(strings = {"env_../../x", "job_1", "", "env_", "env_A"})
  void an_environment_name_is_no_path(String name) {
    assertThrows(IOException.class, () -> config().records("p").update(name, same -> same));
  }

  /** A number stands for one request, whoever asks at the same time. */
  @Test
  void no_request_number_is_given_twice() throws Exception {
    config().records("p").create(record());
    Set<Long> given = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 64)
        .parallel()
        .forEach(
            i -> {
              try {
                // Each with its own view, as separate processes have.
                assertTrue(given.add(config().records("p").takeRequestNumber(ENVIRONMENT)));
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    assertEquals(64, given.size());
  }

  /** What a process that died had reserved is skipped, and what it used is not used again. */
  @Test
  void a_later_process_goes_on_after_what_an_earlier_one_reserved() throws Exception {
    config().records("p").create(record());
    EnvironmentRecords before = config().records("p");
    assertEquals(0, before.takeRequestNumber(ENVIRONMENT));
    assertEquals(1, before.takeRequestNumber(ENVIRONMENT));
    assertEquals(RequestNumbers.BLOCK, config().records("p").takeRequestNumber(ENVIRONMENT));
  }

  /** A number is on the disk before it is given: also the first of a second block. */
  @Test
  void every_number_was_reserved_before_it_is_given() throws Exception {
    config().records("p").create(record());
    EnvironmentRecords records = config().records("p");
    for (long i = 0; i < 2 * RequestNumbers.BLOCK + 1; i++) {
      assertEquals(i, records.takeRequestNumber(ENVIRONMENT));
      assertTrue(config().records("p").find(ENVIRONMENT).orElseThrow().nextRequest() > i);
    }
  }

  /** An environment may have forgotten low numbers: the rest of an overtaken block is given up. */
  @Test
  void a_number_is_above_all_that_others_reserved_before() throws Exception {
    config().records("p").create(record());
    EnvironmentRecords slow = config().records("p");
    assertEquals(0, slow.takeRequestNumber(ENVIRONMENT));
    long other = config().records("p").takeRequestNumber(ENVIRONMENT);
    assertTrue(slow.takeRequestNumber(ENVIRONMENT) > other);
  }

  @Test
  void what_was_terminated_has_no_more_numbers() throws Exception {
    EnvironmentRecords records = config().records("p");
    records.create(record());
    assertEquals(0, records.takeRequestNumber(ENVIRONMENT));
    records.forget(ENVIRONMENT);
    assertThrows(IOException.class, () -> records.takeRequestNumber(ENVIRONMENT));
  }

  @Test
  void a_status_number_never_falls() throws Exception {
    StatusNumbers numbers = config().statusNumbers("p");
    assertEquals(Map.of(), numbers.read());
    numbers.raise(Map.of("a", 5L, "b", 1L));
    numbers.raise(Map.of("a", 3L, "b", 2L));
    assertEquals(Map.of("a", 5L, "b", 2L), config().statusNumbers("p").read());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-----BEGIN CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n",
        "-----BEGIN X-----\nAA==\n-----END X-----\n",
        "text\n-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\ntext"
      })
  void pem_is_read_strictly(String text) {
    assertThrows(MalformedException.class, () -> Pem.read(Pem.CERTIFICATE, text, "file"));
  }
}
