package org.vouchsafe.attestation.measure;

import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/**
 * What a program may use; measured. Each is at least 1.
 *
 * @param memoryBytes linear memories of the program together
 * @param callDepth nested calls of WebAssembly functions
 * @param cpuMillis processor time of one request, in milliseconds
 * @param wallMillis time on the clock of one request, in milliseconds
 * @param openFiles open descriptors, the three standard streams among them
 * @param outputBytes output of one request, standard output and error together
 * @param fileBytes contents of the private file system
 */
public record Limits(
    long memoryBytes,
    int callDepth,
    long cpuMillis,
    long wallMillis,
    int openFiles,
    long outputBytes,
    long fileBytes) {
  /**
   * 256 MiB of memory, depth 4,096, 60 s of CPU, 10 min, 256 files, 64 MiB out, 64 MiB of files.
   */
  public static final Limits DEFAULT =
      new Limits(256L << 20, 4096, 60_000, 600_000, 256, 64L << 20, 64L << 20);

  /** The most that any processor accepts; one processor may offer less. */
  public static final Limits MAXIMUM =
      new Limits(4L << 30, 65_536, 86_400_000, 604_800_000, 4096, 4L << 30, 1L << 30);

  public Limits {
    if (memoryBytes < 1
        || callDepth < 1
        || cpuMillis < 1
        || wallMillis < 1
        || openFiles < 1
        || outputBytes < 1
        || fileBytes < 1) {
      throw new IllegalArgumentException("every limit is at least 1");
    }
  }

  /**
   * @throws RefusedException TOO_LARGE when a limit is beyond that of {@code bound}
   */
  public void requireWithin(Limits bound) throws RefusedException {
    require("memoryBytes", memoryBytes, bound.memoryBytes);
    require("callDepth", callDepth, bound.callDepth);
    require("cpuMillis", cpuMillis, bound.cpuMillis);
    require("wallMillis", wallMillis, bound.wallMillis);
    require("openFiles", openFiles, bound.openFiles);
    require("outputBytes", outputBytes, bound.outputBytes);
    require("fileBytes", fileBytes, bound.fileBytes);
  }

  private static void require(String name, long value, long most) throws RefusedException {
    if (value > most) {
      throw RefusedException.of(Code.TOO_LARGE, "limit " + name, "at most " + most, "" + value);
    }
  }

  Cbor toCbor() {
    return Cbor.map()
        .put("memoryBytes", memoryBytes)
        .put("callDepth", callDepth)
        .put("cpuMillis", cpuMillis)
        .put("wallMillis", wallMillis)
        .put("openFiles", openFiles)
        .put("outputBytes", outputBytes)
        .put("fileBytes", fileBytes)
        .build();
  }

  static Limits read(Fields fields) throws MalformedException {
    Limits limits =
        new Limits(
            fields.integer("memoryBytes", 1, Long.MAX_VALUE),
            (int) fields.integer("callDepth", 1, Integer.MAX_VALUE),
            fields.integer("cpuMillis", 1, Long.MAX_VALUE),
            fields.integer("wallMillis", 1, Long.MAX_VALUE),
            (int) fields.integer("openFiles", 1, Integer.MAX_VALUE),
            fields.integer("outputBytes", 1, Long.MAX_VALUE),
            fields.integer("fileBytes", 1, Long.MAX_VALUE));
    fields.end();
    return limits;
  }
}
