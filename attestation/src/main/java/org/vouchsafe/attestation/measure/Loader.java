package org.vouchsafe.attestation.measure;

import java.util.regex.Pattern;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What is placed in an area first and decides what may be loaded after it.
 *
 * @param content of a built-in loader its name, such as {@code standard/1}, at most 64 characters;
 *     of a client's own loader its WebAssembly module, at most 16 MiB
 */
public record Loader(Kind kind, Bytes content) {
  /** The loader of WASI preview 1 programs. */
  public static final Loader STANDARD_1 = builtIn("standard/1");

  public static final int MAX_MODULE = 16 << 20;

  private static final String PATH = "loader";

  /** Where a loader comes from. */
  public enum Kind {
    /** Part of the processor's own software, and covered by its measured version. */
    BUILT_IN,
    /** A client's own WebAssembly module; not supported yet. */
    MODULE
  }

  public Loader {
    if (kind == Kind.BUILT_IN ? !isName(content) : !isModule(content)) {
      throw new IllegalArgumentException(
          "a loader is a name like standard/1 or a module of 1 to " + MAX_MODULE + " bytes");
    }
  }

  public static Loader builtIn(String name) {
    return new Loader(Kind.BUILT_IN, Bytes.utf8(name));
  }

  public static Loader module(Bytes module) {
    return new Loader(Kind.MODULE, module);
  }

  /** 48 bytes; a built-in loader and a module never share one. */
  public Bytes digest() {
    return Lp.sha384(kind == Kind.BUILT_IN ? "VS-loader-builtin" : "VS-loader", content);
  }

  /**
   * @throws RefusedException LOADER_NOT_SUPPORTED for anything but {@code standard/1}
   */
  public void requireSupported() throws RefusedException {
    if (!equals(STANDARD_1)) {
      throw RefusedException.of(Code.LOADER_NOT_SUPPORTED, PATH, "standard/1", toString());
    }
  }

  public Bytes encode() {
    return Cbor.map().put("v", 1).put("kind", Fields.nameOf(kind)).put("content", content).encode();
  }

  public static Loader parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, PATH, MAX_MODULE + 64);
    fields.version(1);
    Kind kind = fields.choice("kind", Kind.class);
    Bytes content = fields.bytes("content", 1, MAX_MODULE);
    fields.end();
    if (kind == Kind.BUILT_IN && !isName(content)) {
      throw new MalformedException(PATH + " > content", "is not a name like standard/1");
    }
    return new Loader(kind, content);
  }

  private static boolean isModule(Bytes content) {
    return !content.isEmpty() && content.size() <= MAX_MODULE;
  }

  private static boolean isName(Bytes content) {
    // Held here, not in a field: STANDARD_1 is made while fields are still being set.
    return content.size() <= 64 && Pattern.matches("[a-z][a-z0-9-]*/[1-9][0-9]*", ascii(content));
  }

  private static String ascii(Bytes content) {
    return new String(content.toArray(), java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** The name of a built-in loader, the digest of a module. */
  @Override
  public String toString() {
    return kind == Kind.BUILT_IN ? ascii(content) : "module " + digest();
  }
}
