package org.vouchsafe.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.launcher.Service;

/** All that a curious host can read: files, rows, and the memory of its own processes. */
final class HostView {
  private final Service service;
  private final CanarySearch search;

  HostView(Service service, CanarySearch search) {
    this.service = service;
    this.search = search;
  }

  /** The files below {@code folder} that {@code chosen} takes; links are not followed. */
  Set<CanarySearch.Find> files(Path folder, Predicate<Path> chosen) throws IOException {
    Set<CanarySearch.Find> finds = new LinkedHashSet<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile() && chosen.test(file)) {
              try (FileChannel bytes = FileChannel.open(file)) {
                finds.addAll(search.search(bytes));
              } catch (NoSuchFileException e) {
                // Removed a moment ago by whoever made it.
              }
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException failure)
              throws IOException {
            // Gone a moment ago, or a temporary folder that belongs to another user.
            if (failure instanceof NoSuchFileException
                || failure instanceof AccessDeniedException) {
              return FileVisitResult.CONTINUE;
            }
            throw failure;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path done, @Nullable IOException failure) {
            return FileVisitResult.CONTINUE;
          }
        });
    return finds;
  }

  /**
   * All values of all rows: the files hold long ones compressed. Before that, everything that the
   * database still has in memory only is written to its files.
   */
  Set<CanarySearch.Find> rows() throws IOException, SQLException {
    Set<CanarySearch.Find> finds = new LinkedHashSet<>();
    try (Connection database = administrator();
        Statement statement = database.createStatement()) {
      statement.execute("CHECKPOINT");
      List<String> tables = new ArrayList<>();
      try (ResultSet names =
          statement.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
        while (names.next()) {
          tables.add(names.getString(1));
        }
      }
      for (String table : tables) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM public.\"" + table + "\"")) {
          rows(rows, finds);
        }
      }
    }
    return finds;
  }

  private void rows(ResultSet rows, Set<CanarySearch.Find> finds) throws IOException, SQLException {
    int columns = rows.getMetaData().getColumnCount();
    while (rows.next()) {
      for (int column = 1; column <= columns; column++) {
        boolean text = rows.getMetaData().getColumnType(column) != Types.BINARY;
        byte[] value =
            text
                ? Objects.requireNonNullElse(rows.getString(column), "").getBytes(UTF_8)
                : Objects.requireNonNullElse(rows.getBytes(column), new byte[0]);
        finds.addAll(search.search(Channels.newChannel(new ByteArrayInputStream(value))));
      }
    }
  }

  /** Only the database's own administrator may have it write a checkpoint. */
  private Connection administrator() throws IOException, SQLException {
    try (Connection ordinary = service.database()) {
      return DriverManager.getConnection(
          ordinary.getMetaData().getURL(),
          "postgres",
          Files.readString(service.data().resolve("secrets/postgres")).strip());
    }
  }

  /** The memory of a process and of all that it started. */
  Set<CanarySearch.Find> memory(long pid) throws IOException {
    List<Long> pids = new ArrayList<>(List.of(pid));
    ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::descendants)
        .map(ProcessHandle::pid)
        .forEach(pids::add);
    Set<CanarySearch.Find> finds = new LinkedHashSet<>();
    Set<String> shared = new HashSet<>();
    for (long each : pids) {
      try (FileChannel memory = FileChannel.open(Path.of("/proc", Long.toString(each), "mem"))) {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(each), "maps"))) {
          Mapping mapping = Mapping.parse(line);
          if (mapping.holdsData() && (mapping.own() || shared.add(mapping.identity()))) {
            finds.addAll(search.search(new Range(memory, mapping.start(), mapping.end())));
          }
        }
      } catch (NoSuchFileException e) {
        // A process of the database's that has ended since.
      }
    }
    return finds;
  }

  /** Live objects and garbage, as the JVM itself writes them down. */
  Set<CanarySearch.Find> heapDump(long pid, Path to) throws IOException, InterruptedException {
    Files.deleteIfExists(to);
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                "GC.heap_dump",
                "-all",
                to.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, jcmd.waitFor(), said);
    try (FileChannel dump = FileChannel.open(to)) {
      return search.search(dump);
    } finally {
      Files.delete(to);
    }
  }

  /** A line of {@code /proc/PID/maps}. */
  private record Mapping(long start, long end, String rights, String identity, String file) {
    static Mapping parse(String line) {
      String[] fields = line.split(" +", 6);
      int dash = fields[0].indexOf('-');
      return new Mapping(
          Long.parseUnsignedLong(fields[0].substring(0, dash), 16),
          Long.parseUnsignedLong(fields[0].substring(dash + 1), 16),
          fields[1],
          String.join(" ", fields[2], fields[3], fields[4]),
          fields.length == 6 ? fields[5] : "");
    }

    /** Not libraries and archives, which nobody writes to, nor the kernel's own pages. */
    boolean holdsData() {
      boolean readable = rights.charAt(0) == 'r';
      boolean written = rights.charAt(1) == 'w' || !file.startsWith("/");
      return readable && written && !file.startsWith("[v");
    }

    boolean own() {
      return rights.charAt(3) == 'p';
    }
  }

  /** A piece of a process's memory, without the pages that the kernel does not show. */
  private static final class Range implements ReadableByteChannel {
    private static final int PAGE = 4096;

    private final FileChannel memory;
    private final long end;
    private long at;

    Range(FileChannel memory, long start, long end) {
      this.memory = memory;
      this.at = start;
      this.end = end;
    }

    @Override
    public int read(ByteBuffer into) {
      while (at < end) {
        into.limit((int) Math.min(into.limit(), into.position() + (end - at)));
        try {
          int count = memory.read(into, at);
          at += Math.max(count, 0);
          return count;
        } catch (IOException e) {
          at = (at / PAGE + 1) * PAGE; // unmapped since, or never backed
        }
      }
      return -1;
    }

    @Override
    public boolean isOpen() {
      return memory.isOpen();
    }

    @Override
    public void close() {}
  }
}
