package org.vouchsafe.attestation.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.KeyId;

/**
 * M1, the client's first message: what the evidence must be made for.
 *
 * @param suites cipher suites that the client speaks, best first; 1 is the only one so far
 * @param nonceC 32 random bytes
 * @param wantDevice id of the device that the client insists on
 * @param lineageNonce the owner's 32 bytes for this life of the environment
 * @param bind for an area from a warm pool, in mode CLAIM only: what it is to be bound to
 */
public record ClientHello(
    List<Integer> suites,
    Bytes nonceC,
    Mode mode,
    Optional<Bytes> wantDevice,
    Bytes lineageNonce,
    Optional<Bind> bind) {
  /** HPKE base mode with X-Wing, HKDF-SHA-256, AES-256-GCM. */
  public static final int SUITE_1 = 1;

  public static final int NONCE_SIZE = 32;

  /** Of the encoding. */
  public static final int MAX_SIZE = 128 << 10;

  private static final String PATH = "client hello";
  private static final int MAX_SUITES = 16;
  private static final int MAX_SUITE = 0xFFFF;
  private static final int MAX_DEVICE_ID = 64;
  private static final int MAX_KEY = 120;

  /** What the client is here for. */
  public enum Mode {
    /** The owner's first handshake of a new environment. */
    CLAIM,
    /** A session with an environment that has been claimed. */
    ATTACH,
    /** The owner's first handshake after a restore; not supported yet. */
    RESTORE
  }

  /**
   * The binding that a pooled area shall get.
   *
   * @param ownerKey SubjectPublicKeyInfo
   * @param parameters encoded
   */
  public record Bind(Bytes ownerKey, Bytes parameters) {
    /** A binding to these parameters and to the owner that they name. */
    public static Bind to(Parameters parameters) {
      return new Bind(parameters.ownerKey().spki(), parameters.encode());
    }

    /**
     * @throws MalformedException when the parameters cannot be read
     * @throws RefusedException BINDING_MISMATCH when they name another owner
     */
    public Parameters read() throws MalformedException, RefusedException {
      Parameters read = Parameters.parse(parameters);
      if (!read.ownerKey().spki().equals(ownerKey)) {
        throw RefusedException.of(
            Code.BINDING_MISMATCH,
            "owner in the proposed parameters",
            KeyId.of(ownerKey).hex(),
            read.ownerKey().id().hex());
      }
      return read;
    }
  }

  public ClientHello {
    suites = List.copyOf(suites);
    if (suites.isEmpty()
        || suites.size() > MAX_SUITES
        || suites.stream().anyMatch(suite -> suite < 1 || suite > MAX_SUITE)
        || nonceC.size() != NONCE_SIZE
        || lineageNonce.size() != NONCE_SIZE) {
      throw new IllegalArgumentException("a client hello has a suite and two 32-byte nonces");
    }
    if (bind.isPresent() && mode != Mode.CLAIM) {
      throw new IllegalArgumentException("only a claim binds");
    }
  }

  public Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("suites", Cbor.array(suites.stream().map(Cbor::of).toList()))
        .put("nonceC", nonceC)
        .put("mode", Fields.nameOf(mode))
        .put("wantDevice", wantDevice.map(Cbor::of).orElse(Cbor.none()))
        .put("lineageNonce", lineageNonce)
        .put("bind", bind.map(ClientHello::bindForm).orElse(Cbor.none()))
        .encode();
  }

  public static ClientHello parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, PATH, MAX_SIZE);
    fields.version(1);
    List<Integer> suites = readSuites(fields);
    Bytes nonceC = fields.bytes("nonceC", NONCE_SIZE);
    Mode mode = fields.choice("mode", Mode.class);
    Optional<Bytes> wantDevice = fields.optionalBytes("wantDevice", 1, MAX_DEVICE_ID);
    Bytes lineageNonce = fields.bytes("lineageNonce", NONCE_SIZE);
    Optional<Bind> bind = readBind(fields.optionalFields("bind"));
    fields.end();
    if (bind.isPresent() && mode != Mode.CLAIM) {
      throw new MalformedException(fields.path("bind"), "is there without a claim");
    }
    return new ClientHello(suites, nonceC, mode, wantDevice, lineageNonce, bind);
  }

  /**
   * @throws RefusedException UNSUPPORTED_VERSION for a hello that knows no suite of this version,
   *     or that is about a restore, which is not built yet
   */
  public void requireSupported() throws RefusedException {
    if (!suites.contains(SUITE_1)) {
      throw RefusedException.of(
          Code.UNSUPPORTED_VERSION, PATH + " > suites", "suite 1 among them", suites.toString());
    }
    if (mode == Mode.RESTORE) {
      throw RefusedException.of(
          Code.UNSUPPORTED_VERSION, PATH + " > mode", "claim or attach", "restore");
    }
  }

  private static Cbor bindForm(Bind bind) {
    return Cbor.map().put("ownerKey", bind.ownerKey).put("parameters", bind.parameters).build();
  }

  private static Optional<Bind> readBind(Optional<Fields> found) throws MalformedException {
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Fields fields = found.get();
    Bind bind =
        new Bind(
            fields.bytes("ownerKey", 1, MAX_KEY),
            fields.bytes("parameters", 1, Parameters.MAX_SIZE));
    fields.end();
    return Optional.of(bind);
  }

  private static List<Integer> readSuites(Fields fields) throws MalformedException {
    List<Integer> suites = new ArrayList<>();
    for (Cbor item : fields.array("suites", MAX_SUITES)) {
      if (!(item instanceof Cbor.Int(long suite)) || suite < 1 || suite > MAX_SUITE) {
        throw new MalformedException(PATH + " > suites", "has an item that is no suite number");
      }
      suites.add((int) suite);
    }
    if (suites.isEmpty()) {
      throw new MalformedException(PATH + " > suites", "is empty");
    }
    return suites;
  }
}
