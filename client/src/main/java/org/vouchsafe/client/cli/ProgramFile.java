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

  /** The upper three bits of a package's first byte (RFC 8949 §3.1). */
  private static final int CBOR_MAP = 0xA0;

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
    if (isModule) {
      return ProgramPackage.of(content);
    }
    if (content.isEmpty() || (content.at(0) & 0xE0) != CBOR_MAP) {
      throw new MalformedException(
          file.toString(), "is neither a WebAssembly module nor a program package");
    }
    return ProgramPackage.parse(content);
  }
}
