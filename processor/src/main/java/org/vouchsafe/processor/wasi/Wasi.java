package org.vouchsafe.processor.wasi;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;

/**
 * The WASI state of one program: what it was started with, its files, descriptors and clocks. Used
 * by one thread at a time.
 */
public final class Wasi implements AutoCloseable {
  public static final String MODULE = "wasi_snapshot_preview1";

  private static final int RANDOM_CHUNK = 64 << 10;

  private final List<byte[]> arguments;
  private final List<byte[]> environment;
  private final Clock clock = new Clock();
  private final FileSystem files;
  private final Descriptors descriptors;
  private final SecureRandom random;
  private final StreamCalls streams;
  private final FileCalls fileCalls;
  private final PathCalls paths;
  private final Poll poll;

  /**
   * @param arguments the program's name first
   * @param files contents by absolute path; shared, never written to
   * @param openFiles at most so many descriptors
   * @param fileBytes at most so many bytes in files and names
   * @throws IllegalArgumentException when {@code files} are beyond {@code fileBytes}
   */
  public Wasi(
      List<String> arguments,
      Map<String, String> environment,
      Map<String, Bytes> files,
      int openFiles,
      long fileBytes,
      SecureRandom random) {
    this.arguments = arguments.stream().map(Wasi::terminated).toList();
    this.environment =
        environment.entrySet().stream()
            .map(entry -> terminated(entry.getKey() + "=" + entry.getValue()))
            .toList();
    try {
      this.files = new FileSystem(fileBytes, files, clock);
    } catch (Errno.Failure e) {
      throw new IllegalArgumentException("the files do not fit into " + fileBytes + " bytes", e);
    }
    this.descriptors = new Descriptors(openFiles, this.files);
    this.random = random;
    this.streams = new StreamCalls(descriptors, this.files);
    this.fileCalls = new FileCalls(descriptors, this.files);
    this.paths = new PathCalls(descriptors, this.files);
    this.poll = new Poll(descriptors, clock, streams);
  }

  private static byte[] terminated(String text) {
    return (text + "\0").getBytes(StandardCharsets.UTF_8);
  }

  /** What the standard streams lead to from now on. */
  public void connect(Streams connected) {
    streams.connect(connected);
  }

  /** Every function that there is. */
  public List<WasiFunction> functions() {
    List<WasiFunction> all = new ArrayList<>();
    all.add(function("args_sizes_get", "ii", (m, a) -> sizes(m, a, arguments)));
    all.add(function("args_get", "ii", (m, a) -> list(m, a, arguments)));
    all.add(function("environ_sizes_get", "ii", (m, a) -> sizes(m, a, environment)));
    all.add(function("environ_get", "ii", (m, a) -> list(m, a, environment)));
    all.add(function("clock_res_get", "ii", this::clockResolution));
    all.add(function("clock_time_get", "iIi", this::clockTime));
    all.add(function("random_get", "ii", this::randomGet));
    all.add(function("sched_yield", "", (m, a) -> Errno.SUCCESS));
    all.add(function("proc_raise", "i", (m, a) -> Errno.NOTSUP));
    all.add(function("sock_accept", "iii", (m, a) -> notASocket(a)));
    all.add(function("sock_recv", "iiiiii", (m, a) -> notASocket(a)));
    all.add(function("sock_send", "iiiii", (m, a) -> notASocket(a)));
    all.add(function("sock_shutdown", "ii", (m, a) -> notASocket(a)));
    all.add(
        new WasiFunction(
            "proc_exit",
            "i",
            false,
            (m, a) -> {
              throw new Exit((int) a[0]);
            }));
    all.add(function("poll_oneoff", "iiii", poll::call));
    streams.addTo(all);
    fileCalls.addTo(all);
    paths.addTo(all);
    return all;
  }

  static WasiFunction function(String name, String parameters, WasiFunction.Body body) {
    return new WasiFunction(name, parameters, true, body);
  }

  /** A pointer or a size: unsigned. */
  static long u32(long argument) {
    return argument & 0xFFFF_FFFFL;
  }

  private static int sizes(GuestMemory memory, long[] a, List<byte[]> texts) {
    memory.i32(u32(a[0]), texts.size());
    memory.i32(u32(a[1]), texts.stream().mapToInt(text -> text.length).sum());
    return Errno.SUCCESS;
  }

  private static int list(GuestMemory memory, long[] a, List<byte[]> texts) {
    long pointer = u32(a[0]);
    long buffer = u32(a[1]);
    for (byte[] text : texts) {
      memory.i32(pointer, (int) buffer);
      memory.write(buffer, text, 0, text.length);
      pointer += 4;
      buffer += text.length;
    }
    return Errno.SUCCESS;
  }

  private int clockResolution(GuestMemory memory, long[] a) {
    clock.read((int) a[0]);
    memory.i64(u32(a[1]), 1000);
    return Errno.SUCCESS;
  }

  private int clockTime(GuestMemory memory, long[] a) {
    memory.i64(u32(a[2]), clock.read((int) a[0]));
    return Errno.SUCCESS;
  }

  /** No descriptor is one. */
  private int notASocket(long[] a) {
    descriptors.get((int) a[0]);
    return Errno.NOTSOCK;
  }

  private int randomGet(GuestMemory memory, long[] a) throws InterruptedException {
    long at = u32(a[0]);
    long end = at + u32(a[1]);
    byte[] chunk = new byte[(int) Math.min(RANDOM_CHUNK, end - at)];
    while (at < end) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedException();
      }
      int count = (int) Math.min(chunk.length, end - at);
      random.nextBytes(chunk);
      memory.write(at, chunk, 0, count);
      at += count;
    }
    return Errno.SUCCESS;
  }

  /** Overwrites what was secret: files, arguments and variables. */
  @Override
  public void close() {
    files.erase();
    arguments.forEach(text -> java.util.Arrays.fill(text, (byte) 0));
    environment.forEach(text -> java.util.Arrays.fill(text, (byte) 0));
  }
}
