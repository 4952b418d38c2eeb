package org.vouchsafe.engine.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.engine.compile.CompiledModule.Instantiated;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.runtime.Ended;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.Quota;
import org.vouchsafe.engine.runtime.Store;
import org.vouchsafe.engine.runtime.Trap;

/** Whatever a program does, another thread can end it; and nothing of it runs afterwards. */
@Timeout(60)
class EndingTest {
  private static final String HEADER = "0061736d01000000";
  private static final String TYPE = "010401600000";
  private static final String FUNCTION = "03020100";
  private static final String EXPORT = "070501016600" + "00";

  /** Functions of type () -> (), number 1 is {@code f}, number 0 is the import {@code a.b}. */
  private static final String IMPORTING =
      HEADER + TYPE + "02070101610162" + "0000" + FUNCTION + "070501016600" + "01";

  private static final String LOOP = "0a09010700" + "0340" + "0c00" + "0b0b";
  private static final String RECURSION = "0a08010600" + "1000" + "1000" + "0b";

  private final Store store = new Store(Quota.of(1 << 20));
  private final Compiler compiler = new Compiler();
  private final CountDownLatch entered = new CountDownLatch(1);

  @AfterEach
  void close() {
    store.close();
  }

  private CompiledModule compile(String module) throws Exception {
    return compiler.compile(Module.read(HexFormat.of().parseHex(module)));
  }

  private Instantiated link(String module, Runnable imported) throws Exception {
    Function host =
        compiler.host(
            new FunctionType(List.of(), List.of()),
            (caller, arguments) -> {
              imported.run();
              return new Object[0];
            });
    return compile(module).link(wanted -> host, store);
  }

  private static Function f(Instantiated made) {
    return assertInstanceOf(Function.class, made.exports().get("f"));
  }

  private void endsWhenAsked(Runnable call) throws Exception {
    CompletableFuture<Void> running = new CompletableFuture<>();
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  try {
                    entered.countDown();
                    call.run();
                    running.complete(null);
                  } catch (Throwable e) {
                    running.completeExceptionally(e);
                  }
                });
    entered.await();
    Thread.sleep(20);
    store.end();
    ExecutionException ended = assertThrows(ExecutionException.class, running::get);
    assertInstanceOf(Ended.class, ended.getCause());
    thread.join();
  }

  @Test
  void a_loop_ends_and_nothing_runs_again() throws Exception {
    Function f = f(link(HEADER + TYPE + FUNCTION + EXPORT + LOOP, () -> {}));
    endsWhenAsked(f::call);
    assertThrows(Ended.class, f::call);
  }

  @Test
  void a_start_function_that_loops_ends() throws Exception {
    Instantiated made = link(HEADER + TYPE + FUNCTION + EXPORT + "080100" + LOOP, () -> {});
    endsWhenAsked(made.start().orElseThrow()::call);
  }

  @Test
  void a_storm_of_calls_of_the_host_ends() throws Exception {
    // loop call 0 br 0 end
    String storm = "0a0b010900" + "0340" + "1000" + "0c00" + "0b0b";
    endsWhenAsked(f(link(IMPORTING + storm, () -> {}))::call);
  }

  @Test
  void recursion_without_bound_is_a_trap() throws Exception {
    Function f = f(link(HEADER + TYPE + FUNCTION + EXPORT + RECURSION, () -> {}));
    Trap trap = assertThrows(Trap.class, f::call);
    assertEquals(Trap.Reason.STACK_EXHAUSTED, trap.reason());
  }

  @Test
  void what_was_ended_before_it_was_made_is_not_made() throws Exception {
    CompiledModule compiled = compile(HEADER + TYPE + FUNCTION + EXPORT + LOOP);
    store.end();
    assertThrows(Ended.class, () -> compiled.link(wanted -> null, store));
  }

  /** What one function throws goes through the program as it is. */
  @ParameterizedTest
  @ValueSource(strings = {"0a0601040010000b", "0a0b010900" + "034010000c000b0b"})
  void what_the_host_throws_comes_out(String code) throws Exception {
    IllegalStateException thrown = new IllegalStateException("of the host");
    Function f =
        f(
            link(
                IMPORTING + code,
                () -> {
                  throw thrown;
                }));
    assertEquals(thrown, assertThrows(IllegalStateException.class, f::call));
  }
}
