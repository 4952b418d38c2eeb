package org.vouchsafe.examples.messages;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.measure.Launch;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.measure.ProgramPackage;
import org.vouchsafe.attestation.measure.ProgramSource;
import org.vouchsafe.client.EnclaveClient;
import org.vouchsafe.client.Order;
import org.vouchsafe.client.VerifiedEnvironment;
import org.vouchsafe.client.channel.AttestedChannel;
import org.vouchsafe.client.channel.Channels;
import org.vouchsafe.client.channel.SealedMessages;
import org.vouchsafe.client.message.Broker;
import org.vouchsafe.client.policy.PolicyFile;
import org.vouchsafe.client.profile.ConfigFolder;

/** What both programs do: {@code docs/jms.md}, "The whole story". */
final class Story {
  private Story() {}

  /**
   * Has the ledger of {@code examples/ledger} keep accounts in an environment.
   *
   * @param account that the profile's key is registered with
   * @param program the ledger's module
   * @param bookings lines such as {@code rent -1200}, each a message of its own
   */
  static void tell(
      Broker broker, ConfigFolder config, String account, Path program, InputStream bookings)
      throws Exception {
    try (EnclaveClient client = EnclaveClient.byMessages(config, "default", account, broker)) {
      client.telling(step -> System.err.println("  " + step));
      PolicyFile policy = PolicyFile.load(config.load("default").policy());

      // Request: the service sets an environment up. What it says about it is not believed.
      Parameters parameters = Parameters.forOwner(client.identity().publicKey()).build();
      String environment = client.establish(Order.of(parameters));

      // Evidence, verification: an exception here, and nothing of ours has left this process.
      VerifiedEnvironment verified = client.verify(environment, policy);

      // Handshake, program: over a channel to exactly what was verified, in frames that messages
      // carry.
      try (AttestedChannel channel = verified.open(Channels.Way.POST)) {
        ledger(channel, ProgramPackage.of(Bytes.copyOf(Files.readAllBytes(program))));
      }

      // Data and result: sealed messages, each served once however often it arrives.
      SealedMessages messages = client.messages(environment, policy);
      for (String booking : new String(bookings.readAllBytes(), UTF_8).lines().toList()) {
        if (messages.invoke("post", Bytes.utf8(booking + "\n")).result().orElse(0) != 0) {
          throw new IllegalArgumentException("the ledger does not take: " + booking);
        }
      }
      Bytes balance = messages.invoke("balance", Bytes.EMPTY).output();
      System.out.print(new String(balance.toArray(), UTF_8));

      client.terminate(environment, true);
    }
  }

  private static void ledger(AttestedChannel channel, ProgramPackage program) throws Exception {
    byte[] salt = new byte[Launch.SALT_SIZE];
    new SecureRandom().nextBytes(salt);
    Launch launch =
        new Launch(
            Bytes.copyOf(salt),
            List.of(),
            Map.of(),
            Map.of(),
            new ProgramSource.Attached(program.digest(), Optional.empty()));
    channel.authorise(launch, Optional.of(program.encode()));
  }
}
