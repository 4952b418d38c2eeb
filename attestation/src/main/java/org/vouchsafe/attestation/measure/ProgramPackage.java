package org.vouchsafe.attestation.measure;

import java.util.List;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * A program with its file system: one thing with one digest. A bare module is a package whose other
 * fields are empty.
 *
 * @param module a WebAssembly module; not validated here
 * @param arguments the program's name (argument 0) and its first arguments; when empty, the name is
 *     {@code program}
 * @param environment variables, by name
 * @param files contents by absolute path, such as {@code /usr/lib/x.py}; a path has no empty,
 *     {@code .} or {@code ..} part, and no file is another's folder
 */
public record ProgramPackage(
    Bytes module,
    List<String> arguments,
    Map<String, String> environment,
    Map<String, Bytes> files) {
  /** Of the encoding. */
  public static final int MAX_SIZE = 256 << 20;

  private static final String PATH = "program package";

  public ProgramPackage {
    Texts.require(!module.isEmpty(), "has no module");
    arguments = Texts.arguments(arguments);
    environment = Texts.environment(environment);
    files = FileTree.of(files);
  }

  public static ProgramPackage of(Bytes module) {
    return new ProgramPackage(module, List.of(), Map.of(), Map.of());
  }

  /** Of the encoding: what parameters, evidence and signatures name. 48 bytes. */
  public Bytes digest() {
    return digestOf(encode());
  }

  /** The digest of a package that has not been read yet. */
  public static Bytes digestOf(Bytes encoded) {
    return Lp.sha384("VS-program", encoded);
  }

  public Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("module", module)
        .put("arguments", Texts.array(arguments))
        .put("environment", Texts.map(environment))
        .put("files", FileTree.toCbor(files))
        .encode();
  }

  public static ProgramPackage parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, PATH, MAX_SIZE);
    fields.version(1);
    ProgramPackage program =
        Measured.read(
            PATH,
            () ->
                new ProgramPackage(
                    fields.bytes("module", 1, MAX_SIZE),
                    Texts.readArguments(fields),
                    Texts.readEnvironment(fields),
                    FileTree.read(fields)));
    fields.end();
    return program;
  }
}
