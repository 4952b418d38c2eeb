package org.vouchsafe.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.persistence.EntityManager;
import jakarta.transaction.UserTransaction;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.Testable;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.measure.Parameters;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.host.account.Accounts;
import org.vouchsafe.host.broker.Outbox;
import org.vouchsafe.host.environment.Environment;
import org.vouchsafe.host.environment.EnvironmentState;
import org.vouchsafe.host.environment.Environments;
import org.vouchsafe.host.environment.EstablishRequest;
import org.vouchsafe.host.environment.Establishment;
import org.vouchsafe.host.environment.SetUpModule;
import org.vouchsafe.host.identity.AccountId;
import org.vouchsafe.host.identity.Caller;
import org.vouchsafe.host.identity.JobId;
import org.vouchsafe.host.identity.ProcessorId;
import org.vouchsafe.host.identity.Role;
import org.vouchsafe.host.job.DeadLetter;
import org.vouchsafe.host.job.DeadLetters;
import org.vouchsafe.host.job.Job;
import org.vouchsafe.host.job.JobState;
import org.vouchsafe.host.job.Jobs;
import org.vouchsafe.host.job.Operation;
import org.vouchsafe.host.processor.Processors;

/**
 * The application as it is delivered, in its server, seen from within: what its transactions send
 * and do not send, and what its beans do with messages that are lost, forged, repeated, or wrong.
 */
@ExtendWith({Inside.class, ArquillianExtension.class})
final class InsideIT {
  private static final String PROVISION = "vouchsafe.provision";
  private static final String HERE = "node1";

  /** A node that is not there: its messages stay in the queue, where they can be counted. */
  private static final String NOWHERE = "nowhere";

  private static final long PATIENCE_NANOS = 120_000_000_000L;

  @Inject private Accounts accounts;
  @Inject private SetUpModule setUp;
  @Inject private Environments environments;
  @Inject private Jobs jobs;
  @Inject private DeadLetters letters;
  @Inject private Processors processors;
  @Inject private Outbox outbox;
  @Inject private EntityManager entities;
  @Inject private UserTransaction transaction;

  @Resource(lookup = "java:/ConnectionFactory")
  private ConnectionFactory broker;

  @Resource(lookup = "java:/jms/queue/vouchsafe.provision")
  private Queue provision;

  /** The delivered EAR, and beside its modules one more with this class. */
  @Deployment
  static EnterpriseArchive archive() throws Exception {
    EnterpriseArchive ear =
        ShrinkWrap.create(ZipImporter.class, "vouchsafe.ear")
            .importFrom(new File("target/vouchsafe.ear"))
            .as(EnterpriseArchive.class);
    WebArchive tests =
        Testable.archiveToTest(
            ShrinkWrap.create(WebArchive.class, "inside.war")
                .addClasses(InsideIT.class, Inside.class)
                .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml"));
    String modules;
    try (InputStream in = ear.get("META-INF/application.xml").getAsset().openStream()) {
      modules = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    String more =
        "<module><web><web-uri>inside.war</web-uri><context-root>/inside</context-root></web>"
            + "</module>\n  <library-directory>";
    ear.delete("META-INF/application.xml");
    return ear.addAsModule(tests)
        .setApplicationXML(new StringAsset(modules.replace("<library-directory>", more)));
  }

  @Test
  void a_commit_sends_the_jobs_message_and_a_rollback_sends_none() throws Exception {
    Caller operator = caller(Role.OPERATOR);
    Job lost = probe(operator, NOWHERE);
    transaction.begin();
    jobs.submit(lost);
    transaction.rollback();
    Job kept = probe(operator, NOWHERE);
    transaction.begin();
    jobs.submit(kept);
    assertEquals(0, messages(kept));
    transaction.commit();
    until(() -> messages(kept) == 1);
    // Sent in order: had there been one for the other, it would be there by now.
    assertEquals(0, messages(lost));
    assertThrows(Exception.class, () -> jobs.find(operator, lost.id()));
    assertEquals(JobState.QUEUED, jobs.find(operator, kept.id()).state());
    try (JMSContext context = broker.createContext()) {
      Message message = context.createConsumer(provision, selector(kept)).receive(10_000);
      assertEquals("{\"v\":1,\"job\":\"" + kept.id() + "\"}", message.getBody(String.class));
    }
  }

  @Test
  void a_job_whose_message_was_never_sent_is_found() throws Exception {
    Caller operator = caller(Role.OPERATOR);
    Job job = probe(operator, HERE);
    persist(job); // and then the process died
    until(() -> jobs.find(operator, job.id()).state() == JobState.DONE);
    assertEquals(1, jobs.find(operator, job.id()).attempts());
  }

  @Test
  void what_fails_again_and_again_becomes_a_dead_letter_and_can_be_sent_again() throws Exception {
    Caller operator = caller(Role.OPERATOR);
    String text = "of nobody's job " + Instant.now();
    outbox.send(outbox.queue(PROVISION), Outbox.text(text, Map.of("node", HERE)));
    Job refill = Job.onProcessor(absentProcessor(), Operation.REFILL, HERE, Instant.now());
    transaction.begin();
    jobs.submit(refill);
    transaction.commit();
    until(() -> letter(operator, l -> l.text().equals(Optional.of(text))).isPresent());
    assertEquals(
        PROVISION, letter(operator, l -> l.text().equals(Optional.of(text))).get().queue());
    until(() -> letter(operator, l -> l.job().equals(Optional.of(refill.id()))).isPresent());
    Job failed = row(refill.id());
    assertEquals(JobState.FAILED, failed.state());
    assertEquals(Code.UNAVAILABLE, failed.error().orElseThrow().code());
    assertTrue(failed.attempts() >= 5, "as often as the broker delivers");
    DeadLetter letter =
        letter(operator, l -> l.job().equals(Optional.of(refill.id()))).orElseThrow();
    assertTrue(letters.resend(operator, letter.id()).sentAgainAt().isPresent());
    until(() -> row(refill.id()).attempts() > failed.attempts());
  }

  @Test
  void a_job_told_of_many_times_at_once_is_done_once() throws Exception {
    Caller client = caller(Role.CLIENT);
    transaction.begin();
    Establishment made = establish(client);
    transaction.commit();
    for (int i = 0; i < 64; i++) {
      tell(PROVISION, made.job().id());
    }
    until(() -> jobs.find(client, made.job().id()).state() == JobState.DONE);
    quiet(made.job());
    assertEquals(1, jobs.find(client, made.job().id()).attempts());
    assertEquals(1, happened(made.environment(), EnvironmentState.BOUND));
  }

  @Test
  void a_message_in_another_queue_has_the_job_done_that_its_row_names() throws Exception {
    Caller client = caller(Role.CLIENT);
    for (String wrong : List.of(PROVISION, "vouchsafe.attest")) {
      Environment environment = established(client);
      Job end =
          Job.on(
              environment.id(),
              client.account(),
              Operation.TERMINATE,
              HERE,
              Optional.empty(),
              Instant.now());
      persist(end);
      tell(wrong, end.id());
      until(() -> jobs.find(client, end.id()).state().isEnd());
      assertEquals(
          EnvironmentState.TERMINATED, environments.find(client, environment.id()).state(), wrong);
    }
  }

  @Test
  void forged_repeated_and_late_messages_change_nothing() throws Exception {
    Caller client = caller(Role.CLIENT);
    Environment environment = established(client);
    Job done = setUp.terminate(client, environment.id());
    until(() -> jobs.find(client, done.id()).state() == JobState.DONE);
    List<Object> before = versions(client);
    for (String queue : List.of(PROVISION, "vouchsafe.attest", "vouchsafe.terminate")) {
      tell(queue, done.id()); // repeated
      tell(queue, JobId.fresh()); // forged: of no job
      for (Object job :
          entities
              .createQuery("select j.id from Job j where j.account = :a")
              .setParameter("a", client.account().text())
              .getResultList()) {
        tell(queue, new JobId((String) job)); // late: what came before the end
      }
    }
    Job marker = probe(caller(Role.OPERATOR), HERE);
    persist(marker);
    tell(PROVISION, marker.id());
    until(() -> row(marker.id()).state() == JobState.DONE);
    quiet(done);
    assertEquals(before, versions(client));
  }

  private void tell(String queue, JobId job) {
    outbox.send(outbox.queue(queue), Outbox.text("{}", Map.of("node", HERE, "job", job.text())));
  }

  private Establishment establish(Caller client) throws Exception {
    SigningKey owner = SigningKey.generate(SigningKey.Algorithm.ED25519, new SecureRandom());
    return setUp.establish(
        client,
        new EstablishRequest(
            Optional.empty(),
            "standard/1",
            Optional.of(Parameters.forOwner(owner.publicKey()).build().encode()),
            false,
            Optional.empty(),
            Optional.empty()),
        Optional.empty());
  }

  private Environment established(Caller client) throws Exception {
    Establishment made = establish(client);
    until(() -> jobs.find(client, made.job().id()).state() == JobState.DONE);
    return environments.find(client, made.environment().id());
  }

  private Caller caller(Role role) throws Exception {
    Caller maker = new Caller(AccountId.fresh(), "inside", Set.of(Role.OPERATOR));
    String name = "inside-" + Long.toUnsignedString(new SecureRandom().nextLong(), 36);
    AccountId account =
        accounts.create(maker, name, name, Optional.empty(), Set.of(role)).account().id();
    return new Caller(account, name, Set.of(role));
  }

  private Job probe(Caller operator, String node) {
    String processor = processors.list().get(0).id().text();
    return Job.probe(processor, operator.account(), node, Instant.now());
  }

  /** A processor that was seen once and will not be seen again. */
  private String absentProcessor() throws Exception {
    String id = ProcessorId.fresh().text();
    transaction.begin();
    entities
        .createNativeQuery(
            "insert into processor values (:id, sha256(cast(:id as bytea)),"
                + " decode(md5(:id), 'hex'), 'gone', 'node1', 'software', '1', 1, false, true, 9,"
                + " 0, '', now(), 0)")
        .setParameter("id", id)
        .executeUpdate();
    transaction.commit();
    return id;
  }

  private void persist(Object... rows) throws Exception {
    transaction.begin();
    for (Object row : rows) {
      entities.persist(row);
      entities.flush();
    }
    transaction.commit();
  }

  private Job row(JobId id) {
    return entities
        .createQuery("select j from Job j where j.id = :id", Job.class)
        .setParameter("id", id.text())
        .getSingleResult();
  }

  private Optional<DeadLetter> letter(Caller operator, Predicate<DeadLetter> which)
      throws Exception {
    return letters.list(operator, Optional.empty(), 100).items().stream().filter(which).findFirst();
  }

  private int happened(Environment environment, EnvironmentState state) {
    return entities
        .createNativeQuery("select id from event where subject = :id and state = :state")
        .setParameter("id", environment.id().text())
        .setParameter("state", state.name())
        .getResultList()
        .size();
  }

  private List<Object> versions(Caller client) {
    return entities
        .createNativeQuery(
            "select id || ' ' || version from job where account = :a union"
                + " select id || ' ' || version from environment where account = :a order by 1",
            Object.class)
        .setParameter("a", client.account().text())
        .getResultList();
  }

  private static String selector(Job job) {
    return "job = '" + job.id() + "'";
  }

  private int messages(Job job) throws Exception {
    try (JMSContext context = broker.createContext();
        QueueBrowser browser = context.createBrowser(provision, selector(job))) {
      return Collections.list(browser.getEnumeration()).size();
    }
  }

  /** Until no message about the job waits any more. */
  private void quiet(Job job) throws Exception {
    until(() -> messages(job) == 0);
  }

  private interface Condition {
    boolean holds() throws Exception;
  }

  private static void until(Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.holds()) {
      assertTrue(System.nanoTime() < deadline, "it did not come to that");
      Thread.sleep(50);
    }
  }
}
