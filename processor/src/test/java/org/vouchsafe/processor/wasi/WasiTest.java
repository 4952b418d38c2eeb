package org.vouchsafe.processor.wasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;

@Timeout(60)
class WasiTest {
  private static final long READ_WRITE = Descriptor.RIGHT_READ | Descriptor.RIGHT_WRITE;
  private static final int ROOT = 3;
  private static final int PATH = 1024;
  private static final int OTHER_PATH = 2048;
  private static final int BUFFER = 4096;
  private static final int VECTOR = 200;
  private static final int COUNT = 208;
  private static final int OPENED = 100;

  private final ArrayMemory memory = new ArrayMemory();
  private final Wasi wasi =
      new Wasi(
          List.of("name", "öne"),
          Map.of("KEY", "value"),
          Map.of("/etc/motd", Bytes.utf8("hello"), "/a/b/c.txt", Bytes.utf8("deep")),
          10,
          64 << 10,
          new SecureRandom());
  private final Map<String, WasiFunction> functions = new HashMap<>();

  WasiTest() {
    wasi.functions().forEach(function -> functions.put(function.name(), function));
  }

  private int call(String name, long... arguments) {
    WasiFunction function = functions.get(name);
    assertEquals(function.parameters().length(), arguments.length);
    return function.call(memory, arguments);
  }

  private void succeeds(String name, long... arguments) {
    assertEquals(Errno.SUCCESS, call(name, arguments), name);
  }

  private int path(String path) {
    return text(PATH, path);
  }

  private int text(int address, String text) {
    byte[] utf8 = text.getBytes(UTF_8);
    memory.write(address, utf8, 0, utf8.length);
    return utf8.length;
  }

  private String text(long address, int length) {
    byte[] utf8 = new byte[length];
    memory.read(address, utf8, 0, length);
    return new String(utf8, UTF_8);
  }

  private int open(String path, int options, long rights) {
    return call("path_open", ROOT, 1, PATH, path(path), options, rights, 0, 0, OPENED);
  }

  private int opened(String path, int options) {
    return opened(path, options, READ_WRITE);
  }

  private int opened(String path, int options, long rights) {
    assertEquals(Errno.SUCCESS, open(path, options, rights), path);
    return memory.i32(OPENED);
  }

  private int write(int descriptor, String text) {
    memory.i32(VECTOR, BUFFER);
    memory.i32(VECTOR + 4, text(BUFFER, text));
    return call("fd_write", descriptor, VECTOR, 1, COUNT);
  }

  private String read(int descriptor) {
    memory.i32(VECTOR, BUFFER);
    memory.i32(VECTOR + 4, 30_000);
    succeeds("fd_read", descriptor, VECTOR, 1, COUNT);
    return text(BUFFER, memory.i32(COUNT));
  }

  private String content(String path) {
    int descriptor = opened(path, 0);
    String content = read(descriptor);
    succeeds("fd_close", descriptor);
    return content;
  }

  @Nested
  class Start {
    @Test
    void arguments_and_variables_are_there() {
      succeeds("args_sizes_get", 0, 4);
      assertEquals(2, memory.i32(0));
      assertEquals("name\0öne\0".getBytes(UTF_8).length, memory.i32(4));
      succeeds("args_get", 0, 300);
      assertEquals("öne\0", text(memory.i32(4), 5));
      succeeds("environ_get", 0, 300);
      assertEquals("KEY=value\0", text(memory.i32(0), 10));
    }

    @Test
    void files_beyond_the_limit_are_refused() {
      Map<String, Bytes> files = Map.of("/x", Bytes.copyOf(new byte[2000]));
      SecureRandom random = new SecureRandom();
      assertThrows(
          IllegalArgumentException.class,
          () -> new Wasi(List.of(), Map.of(), files, 8, 1000, random));
    }

    @Test
    void random_is_random_and_clocks_do_not_go_back() {
      succeeds("random_get", 0, 32);
      long first = memory.i64(0);
      succeeds("random_get", 0, 32);
      assertNotEquals(first, memory.i64(0));
      for (int clock = 1; clock < 4; clock++) {
        succeeds("clock_time_get", clock, 0, 0);
        long before = memory.i64(0);
        succeeds("clock_time_get", clock, 0, 0);
        assertTrue(memory.i64(0) >= before);
      }
      assertEquals(Errno.INVAL, call("clock_time_get", 9, 0, 0));
    }

    @Test
    void an_exit_is_an_exit() {
      assertEquals(7, assertThrows(Exit.class, () -> call("proc_exit", 7)).status());
    }
  }

  @Nested
  class Files {
    @Test
    void the_package_is_readable_and_writes_do_not_reach_it() {
      assertEquals("hello", content("etc/motd"));
      assertEquals("deep", content("a/./b/../b//c.txt"));
      int descriptor = opened("etc/motd", 0);
      assertEquals(Errno.SUCCESS, write(descriptor, "HE"));
      assertEquals("llo", read(descriptor));
      assertEquals("HEllo", content("etc/motd"));
    }

    @Test
    void what_is_written_is_read_at_every_offset() {
      int descriptor = opened("new", 1);
      Random random = new Random(1);
      byte[] expected = new byte[40_000];
      memory.i32(VECTOR, BUFFER);
      for (int i = 0; i < 200; i++) {
        int at = random.nextInt(39_000);
        byte[] piece = new byte[random.nextInt(1000)];
        random.nextBytes(piece);
        System.arraycopy(piece, 0, expected, at, piece.length);
        memory.write(BUFFER, piece, 0, piece.length);
        memory.i32(VECTOR + 4, piece.length);
        succeeds("fd_pwrite", descriptor, VECTOR, 1, at, COUNT);
      }
      succeeds("fd_filestat_set_size", descriptor, 40_000);
      memory.i32(VECTOR + 4, 40_000);
      succeeds("fd_pread", descriptor, VECTOR, 1, 0, COUNT);
      byte[] actual = new byte[40_000];
      memory.read(BUFFER, actual, 0, actual.length);
      assertEquals(Bytes.copyOf(expected), Bytes.copyOf(actual));
    }

    @Test
    void a_file_that_was_cut_short_grows_with_zeros() {
      int descriptor = opened("etc/motd", 0);
      succeeds("fd_filestat_set_size", descriptor, 2);
      succeeds("fd_filestat_set_size", descriptor, 5);
      assertEquals("he\0\0\0", read(descriptor));
    }

    @Test
    void space_is_limited_and_comes_back_when_nothing_leads_to_a_file_any_more() {
      int descriptor = opened("big", 1);
      succeeds("fd_filestat_set_size", descriptor, 50_000);
      assertEquals(Errno.NOSPC, call("fd_filestat_set_size", descriptor, 65_000));
      assertEquals(Errno.FBIG, call("fd_filestat_set_size", descriptor, 1L << 40));
      succeeds("path_unlink_file", ROOT, PATH, path("big"));
      int second = opened("second", 1);
      assertEquals(Errno.NOSPC, call("fd_filestat_set_size", second, 50_000));
      succeeds("fd_close", descriptor);
      succeeds("fd_filestat_set_size", second, 50_000);
    }

    @Test
    void names_without_end_run_out_of_space() {
      int made = 0;
      int result = Errno.SUCCESS;
      while (result == Errno.SUCCESS) {
        result = call("path_create_directory", ROOT, PATH, path("d" + made++));
      }
      assertEquals(Errno.NOSPC, result);
      assertTrue(made < 200);
    }

    @Test
    void folders_within_folders_go_as_deep_as_there_is_space_and_are_erased() {
      try (Wasi deep = new Wasi(List.of(), Map.of(), Map.of(), 10, 16 << 20, new SecureRandom())) {
        functions.clear();
        deep.functions().forEach(function -> functions.put(function.name(), function));
        int folder = ROOT;
        int depth = 0;
        while (call("path_create_directory", folder, PATH, path("d")) == Errno.SUCCESS) {
          succeeds("path_open", folder, 1, PATH, path("d"), 2, 0, 0, 0, OPENED);
          int below = memory.i32(OPENED);
          if (folder != ROOT) {
            succeeds("fd_close", folder);
          }
          folder = below;
          depth++;
        }
        assertTrue(depth > 10_000, "only " + depth);
        assertEquals(
            Errno.NOTCAPABLE, call("path_unlink_file", folder, PATH, path("../".repeat(200))));
      }
    }

    @Test
    void descriptors_are_as_many_as_measured() {
      int result = Errno.SUCCESS;
      for (int i = 0; i < 20 && result == Errno.SUCCESS; i++) {
        result = open("etc/motd", 0, READ_WRITE);
      }
      assertEquals(Errno.MFILE, result);
      succeeds("fd_close", 4);
      assertEquals(4, opened("etc/motd", 0));
    }

    @Test
    void links_lead_somewhere_and_circles_nowhere() {
      succeeds("path_symlink", PATH, path("etc/motd"), ROOT, OTHER_PATH, text(OTHER_PATH, "link"));
      assertEquals("hello", content("link"));
      succeeds("path_symlink", PATH, path("a1/a1"), ROOT, OTHER_PATH, text(OTHER_PATH, "a1"));
      assertEquals(Errno.LOOP, open("a1", 0, READ_WRITE));
    }

    @Test
    void a_descriptor_gives_what_is_below_it_and_nothing_else() {
      assertEquals("deep", content("a/../a/b/c.txt"));
      for (String path : List.of("..", "../etc/motd", "a/../../etc/motd", "/etc/motd")) {
        assertEquals(Errno.NOTCAPABLE, open(path, 0, READ_WRITE), path);
      }
      int length = path("/etc");
      assertEquals(
          Errno.NOTCAPABLE,
          call("path_symlink", PATH, length, ROOT, OTHER_PATH, text(OTHER_PATH, "l")));
      assertEquals(Errno.SUCCESS, open("a", 2, 0));
      int folder = memory.i32(OPENED);
      int up = path("b/../../etc/motd");
      assertEquals(
          Errno.NOTCAPABLE, call("path_open", folder, 1, PATH, up, 0, READ_WRITE, 0, 0, OPENED));
    }

    @Test
    void folders_are_listed_renamed_and_removed() {
      assertEquals(Errno.NOTEMPTY, call("path_remove_directory", ROOT, PATH, path("a")));
      succeeds("path_rename", ROOT, PATH, path("a"), ROOT, OTHER_PATH, text(OTHER_PATH, "z"));
      assertEquals("deep", content("z/b/c.txt"));
      int inside = text(OTHER_PATH, "z/b/z");
      assertEquals(
          Errno.INVAL, call("path_rename", ROOT, PATH, path("z"), ROOT, OTHER_PATH, inside));
      succeeds("fd_readdir", ROOT, 8192, 1000, 0, 300);
      // ".", "..", "etc", "z", each with its header
      assertEquals(4 * 24 + 1 + 2 + 3 + 1, memory.i32(300));
      succeeds("path_unlink_file", ROOT, PATH, path("z/b/c.txt"));
      succeeds("path_remove_directory", ROOT, PATH, path("z/b"));
      succeeds("path_remove_directory", ROOT, PATH, path("z"));
      assertEquals(Errno.NOENT, open("z", 0, READ_WRITE));
    }

    @Test
    void rights_of_a_descriptor_hold() {
      assertEquals(Errno.SUCCESS, open("etc/motd", 0, Descriptor.RIGHT_READ));
      assertEquals(Errno.BADF, write(memory.i32(OPENED), "x"));
      assertEquals(Errno.BADF, write(0, "x"));
      assertEquals(Errno.BADF, write(99, "x"));
      assertEquals(Errno.ISDIR, write(ROOT, "x"));
    }
  }

  @Nested
  class S07_hostile_arguments {
    private static final long[] BAD = {0xFFFF_FFFFL, 0xFFFF_FFFCL, 65_536, 65_533, 0x8000_0000L};

    @Test
    void a_folder_without_the_right_to_cut_files_short_opens_none_empty() {
      int folder = opened("a/b", 2, 0);
      long rights = Descriptor.FOLDER_RIGHTS;
      int name = path("c.txt");
      succeeds("path_open", folder, 1, PATH, name, 0, READ_WRITE, 0, 0, OPENED);
      succeeds("fd_fdstat_set_rights", folder, rights & ~Descriptor.RIGHT_TRUNCATE, 0);
      assertEquals(
          Errno.NOTCAPABLE, call("path_open", folder, 1, PATH, name, 8, READ_WRITE, 0, 0, OPENED));
      assertEquals("deep", content("a/b/c.txt"));
      succeeds("fd_fdstat_get", folder, 300);
      assertEquals(rights & ~Descriptor.RIGHT_TRUNCATE, memory.i64(308));
    }

    @Test
    void pointers_beyond_the_memory_are_a_fault_and_nothing_is_done() {
      for (long bad : BAD) {
        assertEquals(Errno.FAULT, call("args_sizes_get", bad, 0));
        assertEquals(Errno.FAULT, call("random_get", bad, 16));
        assertEquals(Errno.FAULT, call("fd_prestat_get", ROOT, bad));
        assertEquals(Errno.FAULT, call("fd_fdstat_get", ROOT, bad));
        int descriptor = opened("etc/motd", 0);
        assertEquals(Errno.FAULT, call("fd_read", descriptor, bad, 1, 0));
        succeeds("fd_close", descriptor);
        assertEquals(Errno.FAULT, call("path_open", ROOT, 1, bad, 8, 0, READ_WRITE, 0, 0, OPENED));
        assertEquals(Errno.FAULT, call("poll_oneoff", bad, 0, 1, 0));
      }
    }

    @Test
    void a_result_pointer_that_is_bad_leaves_no_descriptor_behind() {
      for (int i = 0; i < 50; i++) {
        int length = path("etc/motd");
        assertEquals(
            Errno.FAULT,
            call("path_open", ROOT, 1, PATH, length, 0, READ_WRITE, 0, 0, 0xFFFF_FFF0L));
      }
      assertEquals(4, opened("etc/motd", 0));
    }

    @Test
    void lengths_that_overflow_together_do_not() {
      int descriptor = opened("etc/motd", 0);
      memory.i32(VECTOR, BUFFER);
      memory.i32(VECTOR + 4, -1);
      assertEquals(Errno.FAULT, call("fd_write", descriptor, VECTOR, 1, COUNT));
      assertEquals(Errno.INVAL, call("fd_write", descriptor, VECTOR, 0xFFFF_FFFFL, COUNT));
      assertEquals(Errno.NAMETOOLONG, call("path_unlink_file", ROOT, PATH, 0xFFFF_FFFFL));
      assertEquals(Errno.INVAL, call("fd_seek", descriptor, Long.MAX_VALUE, 7, COUNT));
      succeeds("fd_seek", descriptor, Long.MAX_VALUE, 0, COUNT);
      assertEquals(Errno.INVAL, call("fd_seek", descriptor, 1, 1, COUNT));
      assertEquals("", read(descriptor));
      assertEquals(Errno.FBIG, write(descriptor, "x"));
      assertEquals(Errno.INVAL, call("fd_pread", descriptor, VECTOR, 1, -1, COUNT));
      assertEquals(Errno.INVAL, call("fd_allocate", descriptor, Long.MAX_VALUE, 1));
    }

    @Test
    void paths_that_are_no_text_are_refused() {
      memory.write(PATH, new byte[] {(byte) 0xFF, (byte) 0xFE}, 0, 2);
      assertEquals(Errno.ILSEQ, call("path_unlink_file", ROOT, PATH, 2));
      memory.write(PATH, new byte[] {'a', 0}, 0, 2);
      assertEquals(Errno.INVAL, call("path_unlink_file", ROOT, PATH, 2));
      assertEquals(Errno.NOENT, call("path_unlink_file", ROOT, PATH, 0));
      assertEquals(Errno.NAMETOOLONG, open("x".repeat(256), 1, READ_WRITE));
    }

    @Test
    void random_arguments_never_come_back_as_anything_but_an_errno() {
      Random random = new Random(7);
      long[] interesting = {0, 1, 3, 4, 8, 100, 1024, 65_535, 65_536, -1, Long.MIN_VALUE};
      List<WasiFunction> all =
          wasi.functions().stream()
              .filter(f -> !List.of("proc_exit", "poll_oneoff", "random_get").contains(f.name()))
              .toList();
      for (int round = 0; round < 100_000; round++) {
        WasiFunction function = all.get(random.nextInt(all.size()));
        long[] arguments = new long[function.parameters().length()];
        for (int i = 0; i < arguments.length; i++) {
          arguments[i] = interesting[random.nextInt(interesting.length)];
        }
        int errno = function.call(memory, arguments);
        assertTrue(errno >= 0 && errno <= 76, function.name());
      }
    }
  }
}
