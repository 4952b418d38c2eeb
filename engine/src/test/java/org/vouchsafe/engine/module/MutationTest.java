package org.vouchsafe.engine.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.engine.compile.Compiler;
import org.vouchsafe.engine.text.Wat;

/** A module that somebody bent is a valid module or is refused, and nothing else. */
@Timeout(300)
class MutationTest {
  /** {@code -Dengine.mutations=N} for a longer search. */
  private static final int MUTATIONS = Integer.getInteger("engine.mutations", 20_000);

  /** Bytes that mean something in many places: ends, signs of LEB128, types, prefixes. */
  private static final byte[] TELLING = {
    0,
    1,
    0x0B,
    0x3F,
    0x40,
    0x60,
    0x6F,
    0x70,
    0x7B,
    0x7C,
    0x7F,
    (byte) 0x80,
    (byte) 0xFC,
    (byte) 0xFF
  };

  /** Something of each section. */
  private static final String SEED =
      """
      (module
        (type $t (func (param i32 i64) (result i64)))
        (import "a" "f" (func $f (type $t)))
        (import "a" "g" (global $g i32))
        (table $table 4 8 funcref)
        (memory 1 2)
        (global $count (mut f64) (f64.const 1.5))
        (export "run" (func $run))
        (export "memory" (memory 0))
        (start $begin)
        (elem (i32.const 0) func $run $f)
        (elem $passive funcref (ref.func $run) (ref.null func))
        (data (i32.const 8) "active")
        (data $bytes "passive")
        (func $begin (global.set $count (f64.const 2)))
        (func $run (type $t) (local i32 f32 f32)
          (memory.init $bytes (i32.const 0) (i32.const 0) (i32.const 3))
          (data.drop $bytes)
          (table.init $table $passive (i32.const 1) (i32.const 0) (i32.const 1))
          (block $out (result i64)
            (loop $again
              (local.set 2 (i32.add (local.get 2) (i32.const 1)))
              (br_if $again (i32.lt_u (local.get 2) (i32.const 1000000))))
            (if (result i64) (i32.load16_u offset=70000 (local.get 0))
              (then (call_indirect (type $t) (local.get 0) (local.get 1) (i32.const 1)))
              (else (br_table $out $out (local.get 1) (local.get 0)))))))
      """;

  private final Random random = new Random(20_26);

  private byte[] bend(byte[] seed) {
    byte[] bent = seed.clone();
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      int at = random.nextInt(bent.length);
      switch (random.nextInt(6)) {
        case 0 -> bent[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bent[at] = (byte) random.nextInt();
        case 2 -> bent[at] = TELLING[random.nextInt(TELLING.length)];
        case 3 -> bent = Arrays.copyOf(bent, Math.max(1, at));
        case 4 -> {
          // A part of it moves elsewhere.
          int length = random.nextInt(Math.min(16, bent.length - at) + 1);
          System.arraycopy(bent, random.nextInt(bent.length - length + 1), bent, at, length);
        }
        default -> {
          byte[] longer = new byte[bent.length + 1];
          System.arraycopy(bent, 0, longer, 0, at);
          longer[at] = TELLING[random.nextInt(TELLING.length)];
          System.arraycopy(bent, at, longer, at + 1, bent.length - at);
          bent = longer;
        }
      }
    }
    return bent;
  }

  @Test
  void it_is_refused_with_a_reason_or_compiles() {
    byte[] seed = Wat.binary(SEED);
    int malformed = 0;
    int invalid = 0;
    int valid = 0;
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bent = bend(seed);
      try {
        Module module = Module.read(bent);
        new Compiler().compile(module);
        valid++;
      } catch (MalformedModule e) {
        malformed++;
        assertTrue(e.offset() >= 0 && e.offset() <= bent.length, e::getMessage);
      } catch (InvalidModule e) {
        invalid++;
        assertTrue(e.offset() >= 0 && e.offset() <= bent.length, e::getMessage);
      } catch (RuntimeException | Error e) {
        wrong.add(e + " at " + e.getStackTrace()[0] + " of " + Arrays.toString(bent));
      }
    }
    assertEquals(List.of(), wrong);
    String found = malformed + " malformed, " + invalid + " invalid, " + valid + " valid";
    assertTrue(malformed > MUTATIONS / 20, found);
    assertTrue(invalid > MUTATIONS / 20, found);
    assertTrue(valid > MUTATIONS / 50, found);
  }
}
