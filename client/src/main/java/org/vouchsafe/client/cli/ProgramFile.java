package org.vouchsafe.client.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.measure.ProgramPackage;

/** A program on this machine's disk: a WebAssembly module, or a package that holds one. */
final class ProgramFile {
  private static final Bytes WASM = Bytes.of(0x00, 0x61, 0x73, 0x6d);

  private ProgramFile() {}

  /**
   * Reads {@code file}. A bare module becomes a package of it alone, without its file's name, so
   * that everybody computes the same digest from the same module.
   */
  static ProgramPackage read(Path file) throws IOException, MalformedException {
    if (Files.size(file) > ProgramPackage.MAX_SIZE) {
      throw new MalformedException(
          file.toString(), "is larger than " + ProgramPackage.MAX_SIZE + " bytes");
    }
    Bytes content = Bytes.copyOf(Files.readAllBytes(file));
    boolean isModule = content.size() >= 4 && content.slice(0, 4).equals(WASM);
    return isModule ? ProgramPackage.of(content) : ProgramPackage.parse(content);
  }
}
