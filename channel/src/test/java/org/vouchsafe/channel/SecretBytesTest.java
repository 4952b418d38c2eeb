package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.vouchsafe.attestation.Bytes;

class SecretBytesTest {
  @Test
  void copies_in_and_out_and_prints_its_size_only() {
    byte[] source = {1, 2, 3};
    SecretBytes secret = SecretBytes.copyOf(source);
    source[0] = 9;
    secret.copy()[1] = 9;
    assertArrayEquals(new byte[] {1, 2, 3}, secret.copy());
    assertEquals("SecretBytes[3]", secret.toString());
    assertEquals(3, secret.size());
  }

  @Test
  void close_zeroes_it_for_good() {
    byte[] adopted = {1, 2, 3};
    SecretBytes secret = SecretBytes.adopt(adopted);
    secret.close();
    assertArrayEquals(new byte[3], adopted);
    assertTrue(secret.isClosed());
    assertThrows(IllegalStateException.class, secret::copy);
    assertThrows(IllegalStateException.class, () -> secret.asKey("AES"));
    assertThrows(IllegalStateException.class, () -> secret.expand(Bytes.EMPTY, 32));
  }

  @Test
  void expands_as_the_first_example_of_RFC_5869() {
    SecretBytes secret =
        SecretBytes.adopt(
            Bytes.fromHex("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5")
                .toArray());
    Bytes info = Bytes.fromHex("f0f1f2f3f4f5f6f7f8f9");
    String block = "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf";
    assertEquals(block, Bytes.copyOf(secret.expand(info, 32).copy()).hex());
    assertEquals(block.substring(0, 24), Bytes.copyOf(secret.expand(info, 12).copy()).hex());
  }

  @Test
  void equals_by_content_and_a_closed_one_equals_nothing() {
    SecretBytes one = SecretBytes.copyOf(new byte[] {1, 2});
    SecretBytes same = SecretBytes.copyOf(new byte[] {1, 2});
    assertEquals(one, same);
    assertEquals(one.hashCode(), same.hashCode());
    assertEquals(2, one.hashCode());
    assertNotEquals(one, SecretBytes.copyOf(new byte[] {1, 3}));
    assertNotEquals(one, SecretBytes.copyOf(new byte[] {1}));
    SecretBytes zeroes = SecretBytes.copyOf(new byte[2]);
    same.close();
    assertNotEquals(zeroes, same);
    assertNotEquals(same, zeroes);
  }
}
