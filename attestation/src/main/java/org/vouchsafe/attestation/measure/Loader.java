package org.vouchsafe.attestation.measure;

import java.util.regex.Pattern;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/** What is placed in an area first and decides what may be loaded after it. */
public sealed interface Loader {
  /** The loader of WASI preview 1 programs, part of the processor and covered by its version. */
  Loader STANDARD_1 = new BuiltIn("standard/1");

  int MAX_MODULE = 16 << 20;

  /**
   * Part of the processor's own software.
   *
   * @param name a name and a version, such as {@code standard/1}; at most 64 characters
   */
  record BuiltIn(String name) implements Loader {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,51}/[1-9][0-9]{0,9}");

    public BuiltIn {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException("a built-in loader is named like standard/1");
      }
    }

    @Override
    public Bytes digest() {
      return Lp.sha384("VS-loader-builtin", Bytes.utf8(name));
    }
  }

  /**
   * A client's own loader, a WebAssembly module.
   *
   * @param module 1 byte to 16 MiB
   */
  record Module(Bytes module) implements Loader {
    public Module {
      if (module.isEmpty() || module.size() > MAX_MODULE) {
        throw new IllegalArgumentException("a loader has 1 to " + MAX_MODULE + " bytes");
      }
    }

    @Override
    public Bytes digest() {
      return Lp.sha384("VS-loader", module);
    }
  }

  /** 48 bytes; a built-in loader and a module never share one. */
  Bytes digest();

  static Loader builtIn(String name) {
    return new BuiltIn(name);
  }

  static Loader module(Bytes module) {
    return new Module(module);
  }

  /**
   * @throws RefusedException LOADER_NOT_SUPPORTED for anything but {@code standard/1}
   */
  default void requireSupported() throws RefusedException {
    if (!equals(STANDARD_1)) {
      throw RefusedException.of(
          Code.LOADER_NOT_SUPPORTED,
          "loader",
          "standard/1",
          this instanceof BuiltIn(String name) ? name : "a module with digest " + digest());
    }
  }

  default Bytes encode() {
    var map = Cbor.map().put("v", 1);
    return switch (this) {
      case BuiltIn(String name) -> map.put("builtin", name).encode();
      case Module(Bytes module) -> map.put("module", module).encode();
    };
  }

  static Loader parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, "loader", MAX_MODULE + 64);
    fields.version(1);
    Loader loader;
    if (fields.has("builtin")) {
      String name = fields.text("builtin", 64);
      if (!BuiltIn.NAME.matcher(name).matches()) {
        throw new MalformedException("loader > builtin", "is not a name like standard/1");
      }
      loader = new BuiltIn(name);
    } else {
      loader = new Module(fields.bytes("module", 1, MAX_MODULE));
    }
    fields.end();
    return loader;
  }
}
