package org.vouchsafe.processor.wasm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.vouchsafe.processor.wasm.Programs.LOOP;
import static org.vouchsafe.processor.wasm.Wasm.I32;
import static org.vouchsafe.processor.wasm.Wasm.call;
import static org.vouchsafe.processor.wasm.Wasm.concat;
import static org.vouchsafe.processor.wasm.Wasm.i32;
import static org.vouchsafe.processor.wasm.Wasm.op;
import static org.vouchsafe.processor.wasm.Wasm.u;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Limits;
import org.vouchsafe.attestation.measure.ProgramPackage;

@Timeout(120)
class EngineTest {
  private static final Bytes OWNER = Bytes.of(1);
  private static final Limits SMALL = new Limits(16 << 20, 1000, 300, 1000, 16, 1 << 20, 1 << 20);
  private static final TestStreams NOTHING = new TestStreams("");

  private final MemoryBudget budget = new MemoryBudget(64 << 20);
  private final Engine engine = new Engine(budget, new SecureRandom());

  @AfterEach
  void close() {
    engine.close();
  }

  private Program compile(Bytes module) throws RefusedException {
    return engine.compile(OWNER, ProgramPackage.digestOf(module), module);
  }

  private ProgramInstance instance(Bytes module, Limits limits) throws RefusedException {
    ProgramPackage start = new ProgramPackage(module, List.of("p"), Map.of(), Map.of());
    return engine.instantiate(compile(module), start, limits);
  }

  private End run(Bytes module) throws Exception {
    return instance(module, SMALL).start(NOTHING).outcome().get();
  }

  private static End invoke(ProgramInstance reactor, String entry) throws Exception {
    return reactor.invoke(entry, NOTHING).outcome().get();
  }

  private static Code code(End outcome) {
    return assertInstanceOf(End.Failed.class, outcome).code();
  }

  private void failsWith(Code code, Bytes module) throws Exception {
    assertEquals(code, code(run(module)));
    // Whoever was there before, the next one is served.
    assertEquals(new End.Finished(3), run(Programs.exit(3)));
  }

  private void isRefused(Code code, Bytes module) {
    assertEquals(code, assertThrows(RefusedException.class, () -> compile(module)).code());
  }

  @Nested
  class Commands {
    @Test
    void a_status_comes_back() throws Exception {
      assertEquals(new End.Finished(42), run(Programs.exit(42)));
      assertEquals(new End.Finished(0), run(Programs.command()));
    }

    @Test
    void input_becomes_output() throws Exception {
      String text = "x".repeat(200_000);
      TestStreams streams = new TestStreams(text);
      assertEquals(
          new End.Finished(0), instance(Programs.cat(), SMALL).start(streams).outcome().get());
      assertEquals(text, streams.output());
    }

    @Test
    void the_same_owner_compiles_once_and_another_owner_again() throws Exception {
      Bytes module = Programs.cat();
      Bytes digest = ProgramPackage.of(module).digest();
      Program first = engine.compile(OWNER, digest, module);
      assertSame(first, engine.compile(OWNER, digest, module));
      assertNotSame(first, engine.compile(Bytes.of(2), digest, module));
    }
  }

  @Nested
  class Reactors {
    @Test
    void state_lives_from_call_to_call_and_ends_with_a_trap() throws Exception {
      ProgramInstance reactor = instance(Programs.reactor(), SMALL);
      for (int i = 1; i <= 5; i++) {
        assertEquals(new End.Finished(i), invoke(reactor, "count"));
      }
      TestStreams streams = new TestStreams("hello");
      reactor.invoke("echo", streams).outcome().get();
      assertEquals("hello", streams.output());
      assertEquals(Code.TRAP, code(invoke(reactor, "fail")));
      assertThrows(IllegalStateException.class, () -> reactor.invoke("count", NOTHING));
    }

    @Test
    void only_exports_without_parameters_can_be_invoked() throws Exception {
      Wasm wasm = new Wasm();
      int taking = wasm.type(new int[] {I32});
      wasm.memory(1, 1).export("taking", wasm.function(taking));
      Program program = compile(wasm.build());
      assertFalse(program.hasEntry("taking"));
      assertFalse(program.hasEntry("memory"));
      assertFalse(program.isCommand());
    }
  }

  @Nested
  class S06_hostile_modules {
    @Test
    void a_loop_that_never_calls_ends_at_its_cpu_limit() throws Exception {
      failsWith(Code.LIMIT_TIME, Programs.endless());
    }

    @Test
    void a_start_function_that_loops_ends_too() throws Exception {
      Wasm wasm = new Wasm();
      int none = wasm.type(new int[0]);
      int loop = wasm.function(none, LOOP);
      wasm.memory(1, 1).export("_start", wasm.function(none));
      failsWith(Code.LIMIT_TIME, wasm.start(loop).build());
    }

    @Test
    void waiting_for_input_that_never_comes_ends_at_the_wall_limit() throws Exception {
      TestStreams silent = new TestStreams("", 10, true);
      assertEquals(
          Code.LIMIT_TIME, code(instance(Programs.cat(), SMALL).start(silent).outcome().get()));
    }

    @Test
    void recursion_without_bound_ends_at_its_depth() throws Exception {
      failsWith(Code.LIMIT_DEPTH, Programs.recursion());
    }

    @Test
    void recursion_within_the_limit_goes_through() throws Exception {
      Wasm wasm = new Wasm();
      int down = wasm.type(new int[] {I32}, I32);
      int none = wasm.type(new int[0]);
      wasm.memory(1, 1);
      // f(n) = n == 0 ? 0 : f(n - 1) + 1
      byte[] otherwise = concat(op(0x20, 0), i32(1), op(0x6B), call(0), i32(1), op(0x6A));
      byte[] zero = concat(op(0x20, 0, 0x45, 0x04, I32), i32(0), op(0x05));
      wasm.function(down, zero, otherwise, op(0x0B));
      wasm.export("_start", wasm.function(none, i32(1000), call(0), op(0x1A)));
      assertEquals(new End.Finished(0), run(wasm.build()));
    }

    @Test
    void four_gibibytes_at_the_start_are_refused() throws Exception {
      Wasm wasm = new Wasm();
      int none = wasm.type(new int[0]);
      wasm.memory(65536, 65536).export("_start", wasm.function(none));
      failsWith(Code.LIMIT_MEMORY, wasm.build());
    }

    @Test
    void a_storm_of_growing_stays_within_the_limit_and_is_told_no() throws Exception {
      // Grows by a page until it gets -1, then exits with its size: 16 MiB are 256 pages.
      byte[] grow = concat(i32(1), op(0x40, 0), i32(-1), op(0x47, 0x0D, 0));
      assertEquals(
          new End.Finished(256),
          run(Programs.command(op(0x03, 0x40), grow, op(0x0B, 0x3F, 0), call(0))));
    }

    @Test
    void what_all_programs_take_together_is_bounded() throws Exception {
      Limits all = new Limits(1L << 30, 1000, 5000, 5000, 16, 1, 1);
      Bytes greedy = Programs.command(i32(10_000), op(0x40, 0), call(0));
      assertEquals(new End.Finished(-1), instance(greedy, all).start(NOTHING).outcome().get());
    }

    @Test
    void a_trap_after_memory_ran_out_says_that_it_was_memory() throws Exception {
      failsWith(Code.LIMIT_MEMORY, Programs.command(i32(60_000), op(0x40, 0, 0x00)));
    }

    @Test
    void ten_million_table_entries_are_refused() throws Exception {
      Wasm wasm = new Wasm();
      int none = wasm.type(new int[0]);
      wasm.tables(1, 10_000_000).memory(1, 1).export("_start", wasm.function(none));
      failsWith(Code.LIMIT_MEMORY, wasm.build());
    }

    @Test
    void many_tables_are_refused() throws Exception {
      Wasm wasm = new Wasm();
      int none = wasm.type(new int[0]);
      wasm.tables(10_000, 100_000).memory(1, 1).export("_start", wasm.function(none));
      failsWith(Code.LIMIT_MEMORY, wasm.build());
    }

    @Test
    void output_without_end_ends_at_its_limit() throws Exception {
      TestStreams streams = new TestStreams("", 1 << 20, false);
      assertEquals(
          Code.LIMIT_OUTPUT,
          code(instance(Programs.flood(), SMALL).start(streams).outcome().get()));
    }

    @Test
    void a_storm_of_host_calls_ends_at_its_time_limit() throws Exception {
      failsWith(Code.LIMIT_TIME, Programs.storm());
    }

    @Test
    void a_storm_of_growing_that_hears_no_no_ends_at_its_time_limit() throws Exception {
      failsWith(Code.LIMIT_TIME, Programs.growing());
    }

    @Test
    void a_giant_br_table_runs() throws Exception {
      byte[] targets = new byte[100_001];
      byte[] table = concat(i32(5), op(0x0E), u(targets.length - 1), targets);
      assertEquals(new End.Finished(0), run(Programs.command(op(0x02, 0x40), table, op(0x0B))));
    }

    @Test
    void a_function_too_large_to_compile_is_interpreted() throws Exception {
      byte[][] code = new byte[30_001][];
      Arrays.fill(code, concat(i32(7), op(0x1A)));
      code[30_000] = concat(i32(9), call(0));
      assertEquals(new End.Finished(9), run(Programs.command(code)));
    }

    @Test
    void a_bomb_of_locals_is_refused_before_it_is_parsed() {
      Wasm wasm = new Wasm();
      int none = wasm.type(new int[0]);
      for (int i = 0; i < 1000; i++) {
        wasm.functionWithLocals(none, concat(u(1), u(50_000), op(I32)));
      }
      isRefused(Code.TOO_LARGE, wasm.build());
      Wasm one = new Wasm();
      one.functionWithLocals(one.type(new int[0]), concat(u(1), u(0xFFFF_FFFFL), op(I32)));
      isRefused(Code.PROGRAM_MALFORMED, one.build());
      Wasm many = new Wasm();
      many.functionWithLocals(many.type(new int[0]), concat(u(1), u(100_000), op(I32)));
      isRefused(Code.PROGRAM_MALFORMED, many.build());
    }

    /** Half a million types in a module without code took a minute, in the queue of small ones. */
    @Test
    void what_is_declared_costs_as_much_as_code_and_is_judged_like_it() throws Exception {
      byte[] types = new byte[3 + 3 * 500_000];
      byte[] count = u(500_000);
      System.arraycopy(count, 0, types, 0, count.length);
      for (int i = 0; i < 500_000; i++) {
        types[3 + 3 * i] = 0x60;
      }
      Bytes header = Bytes.fromHex("0061736d01000000");
      Bytes declared =
          Bytes.concat(header, Bytes.of(1), Bytes.copyOf(u(types.length)), Bytes.copyOf(types));
      assertEquals(types.length, ModuleScan.costlyBytes(declared));
      // The same bytes as a data section: as many segments as it claims, and as one of them.
      Bytes data =
          Bytes.concat(header, Bytes.of(11), Bytes.copyOf(u(types.length)), Bytes.copyOf(types));
      assertEquals(500_000, ModuleScan.costlyBytes(data));
      types[0] = 1;
      Bytes one =
          Bytes.concat(header, Bytes.of(11), Bytes.copyOf(u(types.length)), Bytes.copyOf(types));
      assertEquals(1, ModuleScan.costlyBytes(one));
    }

    @Test
    void blocks_nested_without_end_are_refused_or_run() throws Exception {
      int depth = 20_000;
      byte[] open = new byte[2 * depth];
      byte[] end = new byte[depth];
      for (int i = 0; i < depth; i++) {
        open[2 * i] = 0x02;
        open[2 * i + 1] = 0x40;
        end[i] = 0x0B;
      }
      try {
        assertEquals(new End.Finished(0), run(Programs.command(open, end)));
      } catch (RefusedException e) {
        assertEquals(Code.PROGRAM_MALFORMED, e.code());
      }
      assertEquals(new End.Finished(3), run(Programs.exit(3)));
    }

    @Test
    void what_is_not_a_module_is_malformed() {
      String header = "0061736d01000000";
      isRefused(Code.PROGRAM_MALFORMED, Bytes.EMPTY);
      isRefused(Code.PROGRAM_MALFORMED, Bytes.utf8("#!/bin/sh\necho hello"));
      isRefused(Code.PROGRAM_MALFORMED, Bytes.fromHex("0061736d02000000"));
      isRefused(Code.PROGRAM_MALFORMED, Bytes.fromHex(header + "0b06010041000bff"));
      // A segment that claims 2 GiB: the parser believes it, and does not find the memory.
      Bytes claims = Bytes.fromHex(header + "0b0a010041000bffffffff07");
      assertThrows(RefusedException.class, () -> compile(claims));
    }

    @Test
    void every_truncation_and_many_flips_are_refused_or_run_within_limits() throws Exception {
      byte[] good = Programs.cat().toArray();
      Limits brief = new Limits(16 << 20, 1000, 20, 100, 16, 1 << 20, 1 << 20);
      List<Bytes> bad = new ArrayList<>();
      for (int i = 1; i < good.length; i++) {
        bad.add(Bytes.copyOf(Arrays.copyOf(good, i)));
        byte[] flipped = good.clone();
        flipped[i] ^= (byte) (1 << (i % 8));
        bad.add(Bytes.copyOf(flipped));
      }
      for (Bytes module : bad) {
        try {
          if (compile(module).isCommand()) {
            instance(module, brief).start(new TestStreams("a", 1 << 20, false)).outcome().get();
          }
        } catch (RefusedException e) {
          assertTrue(e.code() == Code.PROGRAM_MALFORMED || e.code() == Code.TOO_LARGE);
        }
      }
    }

    @Test
    void an_import_beyond_wasi_is_refused_by_name() {
      Wasm wasm = new Wasm();
      wasm.importFunction("env", "system", wasm.type(new int[] {I32}, I32));
      RefusedException refused = assertThrows(RefusedException.class, () -> compile(wasm.build()));
      assertEquals(Code.PROGRAM_MALFORMED, refused.code());
      assertTrue(refused.getMessage().contains("env.system"));
    }

    @Test
    void an_import_of_wasi_with_another_type_fails_in_its_own_area() throws Exception {
      Wasm wasm = new Wasm();
      wasm.wasi("fd_write", wasm.type(new int[] {I32}));
      int none = wasm.type(new int[0]);
      wasm.memory(1, 1).export("_start", wasm.function(none));
      failsWith(Code.PROGRAM_MALFORMED, wasm.build());
    }

    @Test
    void a_neighbour_goes_on_while_others_loop_recurse_and_die() throws Exception {
      List<Run> hostile = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        hostile.add(instance(Programs.endless(), SMALL).start(NOTHING));
        hostile.add(instance(Programs.recursion(), SMALL).start(NOTHING));
      }
      ProgramInstance neighbour = instance(Programs.reactor(), SMALL);
      for (int i = 1; i <= 100; i++) {
        assertEquals(new End.Finished(i), invoke(neighbour, "count"));
      }
      for (Run run : hostile) {
        assertInstanceOf(End.Failed.class, run.outcome().get());
      }
      assertEquals(new End.Finished(101), invoke(neighbour, "count"));
    }
  }

  @Nested
  class Ending {
    @Test
    void a_run_is_stopped_at_a_wish_and_the_next_on_that_thread_is_not() throws Exception {
      Run run = instance(Programs.endless(), Limits.DEFAULT).start(NOTHING);
      run.stop(Code.CANCELLED);
      assertEquals(Code.CANCELLED, code(run.outcome().get()));
      for (int i = 0; i < 50; i++) {
        Run next = instance(Programs.exit(1), Limits.DEFAULT).start(NOTHING);
        assertEquals(new End.Finished(1), next.outcome().get());
      }
    }

    @Test
    void destroying_gives_all_memory_back_also_from_under_a_running_program() throws Exception {
      Bytes module = Programs.command(i32(200), op(0x40, 0, 0x1A), LOOP);
      for (int round = 0; round < 20; round++) {
        ProgramInstance large = instance(module, SMALL);
        Run run = large.start(NOTHING);
        large.destroy(Code.CANCELLED);
        run.outcome().get();
      }
      assertTrue(budget.take(64 << 20));
    }

    @Test
    void a_thousand_idle_instances_have_no_threads() throws Exception {
      Limits tiny = new Limits(64 << 10, 100, 1000, 1000, 16, 1024, 1024);
      Wasm wasm = new Wasm();
      int none = wasm.type(new int[0]);
      wasm.memory(1, 1).export("touch", wasm.function(none));
      Bytes module = wasm.build();
      List<ProgramInstance> idle = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        ProgramInstance instance = instance(module, tiny);
        invoke(instance, "touch");
        idle.add(instance);
      }
      assertTrue(Thread.activeCount() < 50);
      idle.forEach(instance -> instance.destroy(Code.CANCELLED));
      assertTrue(budget.take(64 << 20));
    }
  }
}
