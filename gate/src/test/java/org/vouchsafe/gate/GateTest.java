package org.vouchsafe.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.measure.Loader;

@Timeout(60)
class GateTest extends OpenGate {
  @Nested
  class Calls {
    @Test
    void every_call_comes_back_as_it_went() throws Exception {
      ProcessorDescription processor = client.describe().get();
      assertEquals(new EchoProcessor(exit).describe().get(), processor);
      Bytes parameters = Bytes.of(1, 2, 3, 4);
      assertEquals(
          EchoProcessor.area(parameters),
          client.instantiate(Loader.builtIn("standard/1"), Optional.of(parameters)).get());
      assertEquals(
          EchoProcessor.area(Bytes.EMPTY),
          client.instantiate(Loader.builtIn("standard/1"), Optional.empty()).get());
      assertEquals(Bytes.of(9), client.attest(EchoProcessor.AREA, Bytes.of(9)).get());
      List<Bytes> frames = List.of(Bytes.of(1), Bytes.EMPTY, Bytes.copyOf(new byte[65_536]));
      assertEquals(frames, client.deliver(EchoProcessor.AREA, HANDLE, frames).get());
      assertEquals(Bytes.of(5), client.message(EchoProcessor.AREA, Bytes.of(5)).get());
      assertEquals(EchoProcessor.area(Bytes.EMPTY), client.status(EchoProcessor.AREA).get());
      assertEquals(2, client.areas().get().size());
      client.destroy(EchoProcessor.AREA).get();
    }

    @Test
    void a_refusal_keeps_its_code_and_its_findings() {
      RefusedException refused =
          refusal(client.instantiate(Loader.module(Bytes.of(0)), Optional.empty()));
      assertEquals(Code.LOADER_NOT_SUPPORTED, refused.code());
      assertEquals("standard/1", refused.findings().get(0).expected());
      assertEquals(Code.NOT_FOUND, refusal(client.attest(EchoProcessor.GONE, Bytes.EMPTY)).code());
      assertEquals(Code.UNSUPPORTED_VERSION, refusal(client.persist(EchoProcessor.AREA)).code());
      assertEquals(Code.UNSUPPORTED_VERSION, refusal(client.restore(Bytes.EMPTY)).code());
    }

    @Test
    void an_internal_failure_says_nothing_of_what_it_touched() {
      RefusedException refused = refusal(client.unsubscribe(EchoProcessor.AREA, HANDLE));
      assertEquals(Code.INTERNAL, refused.code());
      assertFalse(refused.getMessage().contains("secret"));
    }

    @Test
    void a_call_that_finds_no_memory_fails_alone() throws Exception {
      CompletableFuture<List<Bytes>> open =
          client.deliver(EchoProcessor.SLOW, HANDLE, List.of(Bytes.of(1)));
      RefusedException refused = refusal(client.status(EchoProcessor.VAST));
      assertEquals(Code.INTERNAL, refused.code());
      assertFalse(refused.getMessage().contains("secret"));
      processors.get(0).release.countDown();
      assertEquals(List.of(Bytes.of(1)), open.get());
    }

    @Test
    void a_slow_call_does_not_hold_up_others() throws Exception {
      CompletableFuture<List<Bytes>> slow =
          client.deliver(EchoProcessor.SLOW, HANDLE, List.of(Bytes.of(1)));
      for (int i = 0; i < 100; i++) {
        client.attest(EchoProcessor.AREA, Bytes.of(i)).get();
      }
      assertFalse(slow.isDone());
      processors.get(0).release.countDown();
      assertEquals(List.of(Bytes.of(1)), slow.get());
    }

    @Test
    void what_the_area_sends_arrives_in_order() throws Exception {
      client.subscribe(EchoProcessor.AREA, HANDLE).get();
      for (int i = 0; i < 1000; i++) {
        assertEquals(Bytes.of(i >> 8, i), emitted.take());
      }
      assertEquals(Code.ENVIRONMENT_LOST, ended.take());
    }

    @Test
    void a_call_beyond_the_frame_limit_is_refused_before_it_is_sent() throws Exception {
      Bytes big = Bytes.copyOf(new byte[Connection.MAX_FRAME]);
      assertEquals(Code.TOO_LARGE, refusal(client.message(EchoProcessor.AREA, big)).code());
      assertEquals(Bytes.of(1), client.message(EchoProcessor.AREA, Bytes.of(1)).get());
    }

    @Test
    void the_worked_example_of_the_specification_is_what_is_sent() {
      assertEquals(
          "a4617601626964076463616c6ca2626f706673746174757364617265"
              + "61781f617265615f6162636465666768696a6b6c6d6e6f707172737475767778797a"
              + "646b696e646772657175657374",
          new Frame.Request(7, new Call.Status(EchoProcessor.AREA)).toCbor().encode().hex());
    }

    @Test
    void an_answer_beyond_the_frame_limit_is_refused_and_the_connection_lives_on()
        throws Exception {
      // Two frames of 8 MiB fit; what comes back is three of them.
      Bytes big = Bytes.copyOf(new byte[8 << 20]);
      assertEquals(
          Code.TOO_LARGE, refusal(client.deliver(EchoProcessor.LOUD, HANDLE, List.of(big))).code());
      assertEquals(Bytes.of(1), client.message(EchoProcessor.AREA, Bytes.of(1)).get());
    }

    @Test
    void a_message_of_16_MiB_goes_through() throws Exception {
      Bytes big = Bytes.copyOf(new byte[Call.MAX_MESSAGE]);
      assertEquals(big, client.message(EchoProcessor.AREA, big).get());
    }

    @Test
    void an_interrupted_caller_does_not_close_the_connection_for_others() throws Exception {
      Thread.currentThread().interrupt();
      CompletableFuture<Bytes> answer = client.attest(EchoProcessor.AREA, Bytes.of(1));
      assertTrue(Thread.interrupted());
      assertEquals(Bytes.of(1), answer.get());
    }
  }

  @Nested
  class Life {
    @Test
    void the_socket_is_its_owners_alone() throws Exception {
      assertEquals(
          "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
      assertEquals(
          "rwx------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())));
    }

    @Test
    void a_folder_that_others_may_enter_is_refused() throws Exception {
      Path open = Files.createDirectory(folder.resolve("open"));
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
      IOException refused =
          assertThrows(
              IOException.class,
              () -> GateServer.listen(open.resolve("g.sock"), EchoProcessor::new));
      assertTrue(refused.getMessage().contains("chmod 700"));
      Files.delete(open);
    }

    @Test
    void two_processors_cannot_share_a_socket() {
      assertThrows(IOException.class, () -> GateServer.listen(socket, EchoProcessor::new));
    }

    @Test
    void calls_fail_while_the_processor_is_away_and_work_when_it_is_back() throws Exception {
      CompletableFuture<List<Bytes>> open =
          client.deliver(EchoProcessor.SLOW, HANDLE, List.of(Bytes.of(1)));
      client.attest(EchoProcessor.AREA, Bytes.EMPTY).get();
      server.close();
      // It reached the processor, which may have done what it asked.
      assertEquals(Code.OUTCOME_UNKNOWN, refusal(open).code());
      while (client.isConnected()) {
        Thread.onSpinWait();
      }
      assertEquals(
          Code.UNAVAILABLE, refusal(client.attest(EchoProcessor.AREA, Bytes.EMPTY)).code());
      server = listen();
      connected.acquire();
      assertEquals(Bytes.of(3), client.attest(EchoProcessor.AREA, Bytes.of(3)).get());
    }

    @Test
    void nobody_is_let_in_once_the_server_is_closed() throws Exception {
      client.close();
      for (int round = 0; round < 50; round++) {
        List<SocketChannel> callers = new CopyOnWriteArrayList<>();
        Thread calling =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        for (int i = 0; i < GateServer.MAX_CONNECTIONS; i++) {
                          callers.add(
                              SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket)));
                        }
                      } catch (IOException e) {
                        // Closed to the rest of them: what the test waits for.
                      }
                    });
        TimeUnit.MICROSECONDS.sleep(round * 20L);
        server.close();
        int letIn = processors.size();
        calling.join();
        for (SocketChannel caller : callers) {
          assertTrue(hasEnded(caller));
        }
        assertEquals(letIn, processors.size());
        server = listen();
      }
    }

    /** Who was still waiting to be let in is reset, who was in reads the end. */
    private boolean hasEnded(SocketChannel caller) throws Exception {
      try {
        return new Connection(caller).receive().isEmpty();
      } catch (IOException e) {
        return true;
      }
    }

    @Test
    void a_socket_left_over_from_a_dead_process_is_replaced() throws Exception {
      client.close();
      server.close();
      try (var dead =
          java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
        dead.bind(java.net.UnixDomainSocketAddress.of(socket));
      }
      assertTrue(Files.exists(socket));
      server = listen();
      client = GateClient.open(socket, exit, connected::release);
      connected.acquire();
      assertEquals(Bytes.of(3), client.attest(EchoProcessor.AREA, Bytes.of(3)).get());
    }
  }
}
