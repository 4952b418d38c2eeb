package org.vouchsafe.processor.area;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.channel.Delivery;
import org.vouchsafe.channel.Record;
import org.vouchsafe.channel.RecordType;
import org.vouchsafe.channel.request.Operation;
import org.vouchsafe.channel.request.Outcome;
import org.vouchsafe.channel.request.Reply;
import org.vouchsafe.channel.request.Request;
import org.vouchsafe.channel.request.StreamFrame;

/** Takes what a session's client delivers. Runs as one of the session's tasks. */
final class Conversation {
  private final Area area;
  private final AreaSession session;

  Conversation(Area area, AreaSession session) {
    this.area = area;
    this.session = session;
  }

  /**
   * @param answer completes with the records to hand back: at once where a transport takes them,
   *     otherwise when the requests among {@code frames} have their replies
   */
  void receive(List<Bytes> frames, CompletableFuture<List<Bytes>> answer) {
    session.use();
    Optional<Bytes> again = session.answerTo(frames);
    if (again.isPresent()) {
      answer.complete(List.of(again.get()));
      return;
    }
    List<CompletableFuture<?>> replies = new ArrayList<>();
    try {
      Delivery delivery = session.session().open(frames);
      if (delivery.repeat()) {
        // Its sender did not see the answer: the same one again, and nothing is done twice.
        forward(session.lastAnswer(), answer);
        return;
      }
      session.lastAnswer(answer);
      for (Record record : delivery.records()) {
        take(record, replies);
      }
    } catch (MalformedException e) {
      giveUp(e.asRefusal());
    } catch (RefusedException e) {
      giveUp(e);
    } catch (RuntimeException e) {
      giveUp(internal());
    }
    if (session.hasTransport()) {
      answer.complete(session.takeKept());
      return;
    }
    CompletableFuture<Void> unused =
        CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
            .thenRun(() -> answer.complete(session.takeKept()));
  }

  private static void forward(
      CompletableFuture<List<Bytes>> from, CompletableFuture<List<Bytes>> to) {
    CompletableFuture<Void> unused = from.thenAccept(to::complete);
  }

  private void giveUp(RefusedException why) {
    session.alert(why.findings());
    area.sessions().remove(session);
  }

  private void take(Record record, List<CompletableFuture<?>> replies)
      throws MalformedException, RefusedException {
    switch (record.type()) {
      case REQ -> request(record.payload()).ifPresent(replies::add);
      case STREAM -> stream(StreamFrame.parse(record.payload()));
      case END -> {
        session.send(RecordType.END, Bytes.EMPTY);
        area.sessions().remove(session);
      }
      case ALERT -> area.sessions().remove(session);
      case DATA, RESP, KEYUPDATE ->
          throw new MalformedException("record", "is of a type that a client does not send");
    }
  }

  private void stream(StreamFrame frame) throws RefusedException {
    Optional<CommandRun> run = area.workload().command(frame.request());
    // Input for a run that is gone was under way when it ended: nobody's fault.
    if (run.isPresent()) {
      run.get().receive(session, frame);
    }
  }

  /** Returns the moment of the reply; empty for a start, whose reply comes when it comes. */
  private Optional<CompletableFuture<?>> request(Bytes body)
      throws MalformedException, RefusedException {
    Request request = Request.parse(body);
    Requests.Admitted admitted =
        new Service(area, session.peer(), Optional.of(session))
            .serve(request, Request.digest(body));
    if (request.operation() instanceof Operation.Start
        && admitted.first()
        && area.workload().command(request.id()).isPresent()) {
      return Optional.empty();
    }
    CompletableFuture<Void> replied =
        admitted.outcome().thenAccept(outcome -> reply(request, outcome));
    return Optional.of(replied);
  }

  private void reply(Request request, Outcome outcome) {
    Reply reply = new Reply(request.id(), area.epoch(), 0, outcome);
    session.send(RecordType.RESP, reply.encode());
    if (request.operation() instanceof Operation.Attach attach
        && outcome instanceof Outcome.Attached) {
      area.workload().command(attach.request()).ifPresent(CommandRun::pump);
    }
  }

  /** What a request gets that the area has no words for. */
  static RefusedException internal() {
    return RefusedException.of(Code.INTERNAL, "request", "an answer", "an internal failure");
  }
}
