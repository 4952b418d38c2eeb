package org.vouchsafe.gate;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

/** A gate with a client at one end and an echo at the other, new for each test. */
abstract class OpenGate {
  static final Bytes HANDLE = Bytes.copyOf(new byte[32]);

  final BlockingQueue<Bytes> emitted = new LinkedBlockingQueue<>();
  final BlockingQueue<Code> ended = new LinkedBlockingQueue<>();
  final Semaphore connected = new Semaphore(0);
  final List<EchoProcessor> processors = new CopyOnWriteArrayList<>();
  Path folder;
  Path socket;
  GateServer server;
  GateClient client;

  final ExitGate exit =
      new ExitGate() {
        @Override
        public void emit(AreaId area, Bytes handle, Bytes record) {
          emitted.add(record);
        }

        @Override
        public void ended(AreaId area, Code reason) {
          ended.add(reason);
        }
      };

  @BeforeEach
  void open() throws Exception {
    folder = Files.createTempDirectory("gate");
    socket = folder.resolve("run/g.sock");
    server = listen();
    client = GateClient.open(socket, exit, connected::release);
    connected.acquire();
  }

  GateServer listen() throws IOException {
    return GateServer.listen(
        socket,
        gate -> {
          EchoProcessor processor = new EchoProcessor(gate);
          processors.add(processor);
          return processor;
        });
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    server.close();
    processors.forEach(EchoProcessor::close);
    Files.deleteIfExists(socket);
    Files.delete(socket.getParent());
    Files.delete(folder);
  }

  static RefusedException refusal(CompletableFuture<?> future) {
    Throwable cause = assertThrows(ExecutionException.class, future::get).getCause();
    return assertInstanceOf(RefusedException.class, cause);
  }
}
