package org.vouchsafe.attestation.measure;

import java.util.List;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Lp;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What an owner sends over the channel to have a program run: secret, so it prints its digest only.
 * The digest is in evidence; the salt keeps short secrets from being guessed from it.
 *
 * @param salt 32 random bytes
 * @param arguments secret arguments, after all others
 * @param environment secret variables; they override the package's, never the parameters'
 * @param files secret files; a path that the package has too is replaced
 */
public record Launch(
    Bytes salt,
    List<String> arguments,
    Map<String, String> environment,
    Map<String, Bytes> files,
    ProgramSource program) {
  public static final int SALT_SIZE = 32;

  /** Of the encoding. */
  public static final int MAX_SIZE = 64 << 20;

  private static final String PATH = "launch";

  public Launch {
    Texts.require(salt.size() == SALT_SIZE, "has a salt that is not " + SALT_SIZE + " bytes");
    arguments = Texts.arguments(arguments);
    environment = Texts.environment(environment);
    files = FileTree.of(files);
  }

  /**
   * {@code H(lp("VS-launch", programDigest, H(lp("VS-launch-secret", salt, arguments, environment,
   * files))))}, each of the last three as deterministic CBOR. 48 bytes.
   */
  public Bytes launchDigest() {
    return Lp.sha384(
        "VS-launch",
        program.digest(),
        Lp.sha384(
            "VS-launch-secret",
            salt,
            Texts.array(arguments).encode(),
            Texts.map(environment).encode(),
            FileTree.toCbor(files).encode()));
  }

  public Bytes encode() {
    return Cbor.map()
        .put("v", 1)
        .put("salt", salt)
        .put("arguments", Texts.array(arguments))
        .put("environment", Texts.map(environment))
        .put("files", FileTree.toCbor(files))
        .put("program", program.toCbor())
        .encode();
  }

  public static Launch parse(Bytes encoded) throws MalformedException {
    Fields fields = Fields.decode(encoded, PATH, MAX_SIZE);
    fields.version(1);
    Launch launch =
        Measured.read(
            PATH,
            () ->
                new Launch(
                    fields.bytes("salt", SALT_SIZE),
                    Texts.readArguments(fields),
                    Texts.readEnvironment(fields),
                    FileTree.read(fields),
                    ProgramSource.read(fields.fields("program"))));
    fields.end();
    return launch;
  }

  /**
   * What the program is started with, all sources together: the package with the parameters' public
   * arguments and variables and this launch's secret ones.
   *
   * @return a package whose arguments begin with the program's name
   * @throws RefusedException PROGRAM_DIGEST when {@code encodedPackage} is not what this launch
   *     names or the parameters allow; BINDING_MISMATCH when a secret variable has the name of a
   *     measured one; CONFLICT when the three together break a rule of packages (too many, or a
   *     file of one is a folder of the other); PROGRAM_MALFORMED when the package cannot be read
   */
  public ProgramPackage assemble(Bytes encodedPackage, Parameters parameters)
      throws RefusedException {
    return Assembly.of(this, encodedPackage, parameters);
  }

  @Override
  public String toString() {
    return "Launch[" + launchDigest() + "]";
  }
}
