package org.vouchsafe.host.request;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vouchsafe.host.identity.AccountId;

/** The service must not be made to speak where somebody else wants it to. */
class ReplyAddressTest {
  private static final AccountId ACCOUNT = AccountId.fresh();

  @Test
  void the_accounts_own_reply_queues_will_do() {
    assertTrue(ReplyAddress.isReplyQueueOf(ACCOUNT, "vouchsafe.replies." + ACCOUNT + ".one_1-A"));
  }

  @Test
  void anothers_will_not() {
    assertFalse(
        ReplyAddress.isReplyQueueOf(ACCOUNT, "vouchsafe.replies." + AccountId.fresh() + ".one"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", ".a.b", ".#", ".*", ".a b", "x.a", ".ä"})
  void nor_will_wildcards_or_other_shapes(String rest) {
    assertFalse(ReplyAddress.isReplyQueueOf(ACCOUNT, "vouchsafe.replies." + ACCOUNT + rest));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vouchsafe.provision",
        "jms.queue.vouchsafe.provision",
        "jms.tempqueue.vouchsafe.provision",
        "activemq.management",
        "",
        "*"
      })
  void a_queue_that_only_claims_to_be_temporary_will_not_do(String name) {
    assertFalse(ReplyAddress.isTemporary(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0f3c9a52-13de-4f5e-9a3b-0123456789ab",
        "jms.tempqueue.0f3c9a52-13de-4f5e-9a3b-0123456789ab"
      })
  void what_the_broker_named_at_random_will(String name) {
    assertTrue(ReplyAddress.isTemporary(name));
  }
}
