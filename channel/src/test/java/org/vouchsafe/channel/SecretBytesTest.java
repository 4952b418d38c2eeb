package org.vouchsafe.channel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

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
