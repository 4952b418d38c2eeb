package org.vouchsafe.client.profile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;

/** Text around DER (RFC 7468), strictly: blocks of one label, nothing between them. */
public final class Pem {
  public static final String CERTIFICATE = "CERTIFICATE";
  static final String PRIVATE_KEY = "PRIVATE KEY";
  static final String PUBLIC_KEY = "PUBLIC KEY";

  private Pem() {}

  static String begin(String label) {
    return "-----BEGIN " + label + "-----";
  }

  private static String end(String label) {
    return "-----END " + label + "-----";
  }

  /** One block, as bytes, because it may hold a secret that its caller zeroes. */
  static byte[] encode(String label, byte[] der) {
    Base64.Encoder encoder = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return (begin(label) + "\n" + encoder.encodeToString(der) + "\n" + end(label) + "\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /** Blocks one after the other. */
  public static String write(String label, List<Bytes> ders) {
    StringBuilder text = new StringBuilder();
    for (Bytes der : ders) {
      text.append(new String(encode(label, der.toArray()), StandardCharsets.US_ASCII));
    }
    return text.toString();
  }

  /**
   * Reads one or more blocks with this label.
   *
   * @param path what is being read, for the error message
   */
  public static List<Bytes> read(String label, String text, String path) throws MalformedException {
    List<Bytes> ders = new ArrayList<>();
    String rest = text.strip();
    while (!rest.isEmpty()) {
      int to = rest.indexOf(end(label));
      if (!rest.startsWith(begin(label)) || to < 0) {
        throw new MalformedException(path, "is not PEM with \"" + label + "\"");
      }
      ders.add(Bytes.copyOf(body(rest.substring(begin(label).length(), to), path)));
      rest = rest.substring(to + end(label).length()).strip();
    }
    if (ders.isEmpty()) {
      throw new MalformedException(path, "is empty");
    }
    return List.copyOf(ders);
  }

  /** Reads exactly one block. */
  static byte[] readOne(String label, byte[] pem, String path) throws MalformedException {
    String text = new String(pem, StandardCharsets.US_ASCII).strip();
    int to = text.indexOf(end(label));
    if (!text.startsWith(begin(label)) || to < 0 || to + end(label).length() != text.length()) {
      throw new MalformedException(path, "is not one PEM block \"" + label + "\"");
    }
    return body(text.substring(begin(label).length(), to), path);
  }

  private static byte[] body(String base64, String path) throws MalformedException {
    try {
      return Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new MalformedException(path, "is not well-formed base64");
    }
  }
}
