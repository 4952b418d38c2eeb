package org.vouchsafe.engine.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.engine.module.ExternType;

class MemoryTest {
  private static final int PAGE = ExternType.Memory.PAGE;
  private static final int PAGES = 256;
  private static final int SIZE = PAGES * PAGE;

  private final Store store = new Store(Quota.of(2L * SIZE));
  private final Instance instance = new Instance() {};

  @AfterEach
  void close() {
    store.close();
  }

  private Memory memory(long pages) {
    store.add(instance);
    Memory memory =
        new Memory(
            new ExternType.Memory(new ExternType.Limits(pages, OptionalLong.empty())), store);
    memory.attach(instance);
    instance.memory = memory;
    return memory;
  }

  private static byte[] all(Memory memory) {
    byte[] bytes = new byte[(int) memory.byteSize()];
    memory.read(0, bytes, 0, bytes.length);
    return bytes;
  }

  /** More than one piece, and pieces that overlap: what is overwritten too early is lost. */
  @ParameterizedTest
  @ValueSource(ints = {-5 << 20, -4 << 20, -70_000, -1, 0, 1, 3, 70_000, 4 << 20, 5 << 20})
  void what_overlaps_is_read_before_it_is_written(int distance) {
    Memory memory = memory(PAGES);
    byte[] expected = new byte[SIZE];
    new Random(1).nextBytes(expected);
    memory.write(0, expected, 0, SIZE);
    int length = 10_000_001;
    int from = Math.max(0, -distance);
    memory.copy(from + distance, from, length, instance);
    System.arraycopy(expected, from, expected, from + distance, length);
    assertArrayEquals(expected, all(memory));
  }

  @Test
  void a_fill_reaches_its_last_byte_and_no_further() {
    Memory memory = memory(PAGES);
    memory.fill(1, 0x1FF, SIZE - 2, instance);
    assertEquals(0, memory.loadByte(0));
    assertEquals(-1, memory.loadByte(1));
    assertEquals(-1, memory.loadByte(SIZE - 2));
    assertEquals(0, memory.loadByte(SIZE - 1));
  }

  @Test
  void fills_and_copies_of_what_was_ended_leave() {
    Memory memory = memory(PAGES);
    store.end();
    assertThrows(Ended.class, () -> memory.fill(0, 1, SIZE, instance));
    assertThrows(Ended.class, () -> memory.copy(0, 1, SIZE - 1, instance));
    assertEquals(0, memory.loadByte(0));
  }

  @Test
  void what_is_outside_is_a_trap_before_anything_is_touched() {
    Memory memory = memory(1);
    memory.storeLong(PAGE - 8, -1);
    assertEquals(-1, memory.loadLong(PAGE - 8));
    for (long address : new long[] {-1, PAGE - 7, PAGE, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE}) {
      assertTraps(() -> memory.loadLong(address));
      assertTraps(() -> memory.storeLong(address, 0));
      assertTraps(() -> memory.write(address, new byte[8], 0, 8));
      assertTraps(() -> memory.read(address, new byte[8], 0, 8));
    }
    assertTraps(() -> memory.fill(PAGE - 1, 0, 2, instance));
    assertTraps(() -> memory.fill(-1, 0, 0, instance));
    assertTraps(() -> memory.copy(0, PAGE - 1, 2, instance));
    assertTraps(() -> memory.init(PAGE - 1, new byte[2], 0, 2));
    assertTraps(() -> memory.init(0, new byte[2], 1, 2));
    assertEquals(-1, memory.loadLong(PAGE - 8));
  }

  private static void assertTraps(Runnable access) {
    Trap trap = assertThrows(Trap.class, access::run);
    assertEquals(Trap.Reason.MEMORY_BOUNDS, trap.reason());
  }

  @Test
  void it_grows_as_far_as_the_quota_and_is_told_no_beyond() {
    Memory memory = memory(1);
    assertEquals(1, memory.grow(0));
    assertEquals(1, memory.grow(2 * PAGES - 1));
    assertEquals(2L * SIZE, instance.size);
    assertEquals(-1, memory.grow(1));
    assertEquals(-1, memory.grow(-1));
    assertEquals(2 * PAGES, memory.size());
    assertThrows(QuotaExceeded.class, () -> memory(1));
  }

  @Test
  void after_the_end_there_is_no_byte() {
    Memory memory = memory(1);
    store.close();
    assertEquals(0, memory.size());
    assertEquals(0, instance.size);
    assertTraps(() -> memory.loadByte(0));
    assertTraps(() -> Access.i32Load8U(instance, 0, 0));
    assertEquals(-1, memory.grow(1));
    store.close();
  }
}
