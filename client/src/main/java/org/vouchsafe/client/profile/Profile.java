package org.vouchsafe.client.profile;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.client.service.Pin;
import org.vouchsafe.client.yaml.YamlMap;

/**
 * One service as one user sees it. File names are relative to the folder of the profile.
 *
 * @param url {@code https://HOST:PORT}
 * @param pin the server's TLS key
 * @param tokenFile the file with the bearer token; need not exist before {@code login}
 * @param identity the file with the user's private key
 * @param policy the file that says what is accepted
 */
public record Profile(URI url, Pin pin, Path tokenFile, Path identity, Path policy) {

  /** A profile with the usual file names beside {@code NAME.yaml} in {@code folder}. */
  public static Profile of(ConfigFolder folder, String name, URI url, Pin pin) {
    return new Profile(
        url,
        pin,
        folder.path().resolve(name + ".token"),
        folder.path().resolve("identity.pem"),
        folder.path().resolve(name + ".policy.yaml"));
  }

  static Profile parse(String text, String file, Path folder) throws MalformedException {
    YamlMap map = YamlMap.parse(text, file);
    Profile profile =
        new Profile(
            url(map),
            pin(map),
            folder.resolve(map.text("token-file")),
            folder.resolve(map.text("identity")),
            folder.resolve(map.text("policy")));
    map.end();
    return profile;
  }

  private static URI url(YamlMap map) throws MalformedException {
    String text = map.text("url");
    try {
      URI url = URI.create(text);
      if ("https".equals(url.getScheme()) && url.getHost() != null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // the one message below
    }
    throw map.wrong("url", "is not https://HOST:PORT");
  }

  private static Pin pin(YamlMap map) throws MalformedException {
    try {
      return Pin.parse(map.text("pin"));
    } catch (IllegalArgumentException e) {
      throw map.wrong("pin", "is not sha256: and 64 hexadecimal digits");
    }
  }

  String yaml() {
    return "url: "
        + quoted(url.toString())
        + "\npin: "
        + quoted(pin.toString())
        + "\ntoken-file: "
        + quoted(tokenFile.toString())
        + "\nidentity: "
        + quoted(identity.toString())
        + "\npolicy: "
        + quoted(policy.toString())
        + "\n";
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** The stored bearer token; empty before {@code login}. */
  public Optional<String> token() throws IOException {
    return Files.exists(tokenFile)
        ? Optional.of(new String(PrivateFile.read(tokenFile), StandardCharsets.UTF_8).strip())
        : Optional.empty();
  }

  public void storeToken(String token) throws IOException {
    PrivateFile.write(tokenFile, (token + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
