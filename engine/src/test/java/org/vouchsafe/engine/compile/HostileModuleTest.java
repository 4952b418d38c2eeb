package org.vouchsafe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.engine.compile.CompiledModule.Instantiated;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.ModuleException;
import org.vouchsafe.engine.runtime.Ended;
import org.vouchsafe.engine.runtime.Execution;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.Quota;
import org.vouchsafe.engine.runtime.Store;
import org.vouchsafe.engine.text.Wat;

/**
 * Modules that are made to cost: each runs or is refused with a reason, and the tests' own heap is
 * enough.
 */
@Timeout(300)
class HostileModuleTest {
  private static final int MANY = 100_000;

  /** Bytes that are written one after another, and numbers in LEB128. */
  private static final class Out {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Out add(int... all) {
      for (int one : all) {
        bytes.write(one);
      }
      return this;
    }

    Out add(byte[] all) {
      bytes.writeBytes(all);
      return this;
    }

    Out number(long value) {
      long left = value;
      while (left > 0x7F) {
        bytes.write((int) (left & 0x7F | 0x80));
        left >>>= 7;
      }
      return add((int) left);
    }

    Out section(int id, Out content) {
      return add(id).number(content.bytes.size()).add(content.bytes.toByteArray());
    }

    Out times(int count, int... all) {
      for (int i = 0; i < count; i++) {
        add(all);
      }
      return this;
    }

    byte[] take() {
      return bytes.toByteArray();
    }
  }

  private static Out header() {
    return new Out().add("\0asm\1\0\0\0".getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A module with one function, (i32) to i32, exported as "f". */
  private static byte[] withBody(Out body) {
    return header()
        .section(1, new Out().add(1, 0x60, 1, 0x7F, 1, 0x7F))
        .section(3, new Out().add(1, 0))
        .section(7, new Out().add(1, 1, 'f', 0, 0))
        .section(10, new Out().add(1).number(body.bytes.size()).add(body.take()))
        .take();
  }

  private static Object run(byte[] module, int argument) throws Exception {
    CompiledModule compiled = new Compiler().compile(Module.read(module));
    try (Store store = new Store(Quota.of(1 << 20))) {
      Function function = (Function) compiled.instantiate(wanted -> null, store).exports().get("f");
      return function.call(argument)[0];
    }
  }

  private static void isRefused(byte[] module) {
    assertThrows(ModuleException.class, () -> Module.read(module));
  }

  @Test
  void a_giant_branch_table_branches() throws Exception {
    Out body = new Out().add(0, 0x02, 0x40, 0x02, 0x40, 0x20, 0, 0x0E).number(MANY);
    for (int i = 0; i < MANY; i++) {
      body.add(i % 2);
    }
    body.add(1, 0x0B, 0x41, 7, 0x0F, 0x0B, 0x41, 9, 0x0B);
    byte[] module = withBody(body);
    assertEquals(7, run(module, 0));
    assertEquals(9, run(module, MANY - 1));
    assertEquals(9, run(module, -1));
  }

  @Test
  void too_many_locals_are_refused() {
    isRefused(withBody(new Out().add(1).number(MANY).add(0x7F, 0x20, 0, 0x0B)));
    isRefused(withBody(new Out().add(1).number(0xFFFF_FFFFL).add(0x7F, 0x20, 0, 0x0B)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0x02, 0x03})
  void blocks_or_loops_run_to_a_depth_and_are_refused_beyond(int opening) throws Exception {
    assertEquals(5, run(nested(opening, Module.MAX_NESTING), 5));
    isRefused(nested(opening, Module.MAX_NESTING + 1));
    isRefused(nested(opening, MANY));
  }

  private static byte[] nested(int opening, int depth) {
    Out body = new Out().add(0).times(depth, opening, 0x40).times(depth, 0x0B);
    return withBody(body.add(0x20, 0, 0x0B));
  }

  @Test
  void a_start_function_without_end_is_stopped_and_ended() throws Exception {
    byte[] module = Wat.binary("(module (func $f (loop (br 0))) (start $f))");
    CompiledModule compiled = new Compiler().compile(Module.read(module));
    try (Store store = new Store(Quota.of(1 << 20))) {
      Instantiated made = compiled.link(wanted -> null, store);
      Execution start = new Execution(made.instance(), compiled, made.start().orElseThrow());
      made.instance().requestStop();
      assertFalse(start.run(), "it never returns");
      made.instance().allowRun();
      store.end();
      assertThrows(Ended.class, start::run);
    }
  }

  @Test
  void a_function_of_megabytes_runs_or_is_refused() throws Exception {
    Out body = new Out().add(0, 0x20, 0);
    // Times three, plus one: five bytes each.
    int steps = 600_000;
    byte[] module =
        withBody(body.times(steps, 0x41, 3, 0x6C).times(steps, 0x41, 1, 0x6A).add(0x0B));
    int expected = 1;
    for (int i = 0; i < steps; i++) {
      expected *= 3;
    }
    Object result;
    try {
      result = run(module, 1);
    } catch (ModuleException e) {
      return;
    }
    assertEquals(expected + steps, result);
  }

  @Test
  void very_many_functions_and_types_run() throws Exception {
    Out types = new Out().number(MANY).times(MANY, 0x60, 1, 0x7F, 1, 0x7F);
    Out functions = new Out().number(MANY);
    Out code = new Out().number(MANY);
    for (int i = 0; i < MANY; i++) {
      functions.number(i);
      code.add(7, 0, 0x20, 0, 0x41, 1, 0x6A, 0x0B);
    }
    byte[] module =
        header()
            .section(1, types)
            .section(3, functions)
            .section(7, new Out().add(1, 1, 'f', 0).number(MANY - 1))
            .section(10, code)
            .take();
    assertEquals(42, run(module, 41));
  }

  @Test
  void sizes_and_counts_that_lie_are_refused() {
    long most = 0xFFFF_FFFFL;
    for (int id = 1; id <= 12; id++) {
      if (id != 8 && id != 12) {
        isRefused(header().section(id, new Out().number(most)).take());
        isRefused(header().section(id, new Out().number(Integer.MAX_VALUE).add(0)).take());
      }
      isRefused(header().add(id).number(most).take());
    }
    // Parameters, labels, and the bytes of a segment.
    isRefused(header().section(1, new Out().add(1, 0x60).number(most)).take());
    isRefused(withBody(new Out().add(0, 0x20, 0, 0x0E).number(most).add(0, 0x0B)));
    isRefused(header().section(11, new Out().add(1, 1).number(most)).take());
  }
}
