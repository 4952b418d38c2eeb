package org.vouchsafe.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.evidence.EvidenceBundle;
import org.vouchsafe.attestation.evidence.ServerHello;

/**
 * The whole story, told once with a service of its own: an operator, an auditor and a client who
 * believes neither of them. Every command that is shown is really run, by the command line that
 * anybody has.
 */
final class Demo {
  private static final String POLICY =
      """
      # Nothing is accepted that is not named here.
      anchors:
        - authority: authority.pem
      platforms: [sev-snp, tdx]
      %sminimum-version: 0.1.0
      minimum-svn: 0
      status-max-age: 8d
      clock-skew: 2m
      audit:
        mode: required
        level: 0
        status-max-age: 8d
        auditors:
          - key: auditor.pem
      """;
  private static final String ACCEPT = "accept-unprotected-development-processor: true\n";

  private final Service service;
  private final Story story;
  private final Steps steps;
  private final Person operator;
  private final Person auditor;
  private final Person client;

  private Demo(Service service, Installation installation, Story story, Steps steps)
      throws IOException {
    this.service = service;
    this.story = story;
    this.steps = steps;
    Path people = service.data().resolve("people");
    this.operator = new Person("operator", people.resolve("operator"), installation, steps);
    this.auditor = new Person("auditor", people.resolve("auditor"), installation, steps);
    this.client = new Person("client", people.resolve("client"), installation, steps);
  }

  static int run(Map<String, String> environment, Path data, List<String> words)
      throws LaunchException, IOException, InterruptedException {
    Installation installation = Installation.current();
    Story story = Story.of(installation, words);
    Steps steps = new Steps(System.out);
    steps.say("The story of Vouchsafe, with its data in " + data + " (made anew each time)");
    Up.Ending ending = Up.Ending.onSignal();
    try {
      if (Instance.running(data).isEmpty()) {
        Folders.remove(data);
      }
      try (Service service = Service.start(installation, settings(environment, data), steps)) {
        new Demo(service, installation, story, steps).tell();
        steps.say("");
        steps.say("The client got its result, and proof of what computed it. Ending everything.");
      }
      steps.summary();
      return 0;
    } finally {
      ending.done();
    }
  }

  /** Any free port, unless one was asked for: a service that runs beside the demo keeps its own. */
  private static Settings settings(Map<String, String> environment, Path data)
      throws LaunchException {
    Map<String, String> own = new HashMap<>(environment);
    own.putIfAbsent("VOUCHSAFE_HTTPS_PORT", "0");
    own.putIfAbsent("VOUCHSAFE_AMQP_PORT", "0");
    own.remove("VOUCHSAFE_ROLE");
    return Settings.from(own, data);
  }

  private void tell() throws LaunchException, InterruptedException {
    chapter("The operator lets a client and an auditor in");
    steps.step("accounts", this::accounts);
    chapter("The auditor looks at both processors and signs, offline, what was seen: level 0");
    steps.step("audits", this::audits);
    chapter("The client makes a key, and computes what must be measured; no server is asked");
    String expected = steps.step("measure", this::measure);
    chapter("It has an environment set up");
    String environment = steps.step("establish", this::establish);
    chapter(
        "Its policy trusts the authority and the auditor, and still refuses: these processors are software");
    steps.step("refusal of the software processor", () -> refused(environment));
    chapter("One line in the policy accepts that, in so many words:  " + ACCEPT.strip());
    steps.step("verify", () -> verify(environment, expected));
    chapter(
        "Only now does the program leave the client, over a channel that ends in the environment");
    steps.step("channel, authorise", () -> authorise(environment));
    steps.step("channel, run, result", () -> result(environment));
    chapter("Evidence with one flipped bit proves nothing");
    steps.step("refusal of tampered evidence", () -> tamper(expected));
    chapter("The environment ends, and its memory is zeroed");
    steps.step("terminate", () -> client.does("terminate", environment));
  }

  private void chapter(String title) {
    steps.say("");
    steps.say("== " + title);
  }

  private Object accounts() throws IOException, LaunchException, InterruptedException {
    List<String> first = Files.readAllLines(service.data().resolve("first-operator"));
    signIn(operator, first.get(0), first.get(1));
    letIn(client, "client");
    letIn(auditor, "auditor");
    return operator;
  }

  private void letIn(Person person, String name)
      throws IOException, LaunchException, InterruptedException {
    String password = password();
    operator.doesWith(line(password), "account", "create", name, "--user", name, "--role", name);
    signIn(person, name, password);
  }

  private void signIn(Person person, String user, String password)
      throws IOException, LaunchException, InterruptedException {
    person.does(
        "profile", "add", "--url", service.url().toString(), "--pin", service.pin().toString());
    person.doesWith(line(password), "login", "--user", user);
  }

  private Object audits() throws IOException, LaunchException, InterruptedException {
    String desk = auditor.file("desk").toString();
    auditor.does("audit", "key", "create", "--folder", desk, "--name", "The demo's auditor");
    Files.writeString(
        auditor.file("report.txt"), "A process on a machine for development. Nothing to see.\n");
    for (String id : processors()) {
      String chain = auditor.file(id + ".pem").toString();
      auditor.does("processors", "show", id, "--certificate", chain);
      auditor.does(
          "audit",
          "inspect",
          "--folder",
          desk,
          "--processor",
          chain,
          "--level",
          "0",
          "--method",
          "none",
          "--site",
          "this computer",
          "--report",
          auditor.file("report.txt").toString());
      auditor.does("audit", "upload", "--folder", desk, "--to", id);
    }
    steps.say(
        "    The files authority.pem and auditor.pem are copied to the client here. That stands for");
    steps.say("    a hand-over by other ways than this service, such as on paper.");
    client.isHanded(service.authorityRoot(), "authority.pem");
    client.isHanded(auditor.file("desk/public/auditor.pem"), "auditor.pem");
    return auditor;
  }

  private List<String> processors() throws IOException, LaunchException, InterruptedException {
    return auditor
        .does("processors", "list")
        .out()
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith("prc_"))
        .map(line -> line.split(" ", 2)[0])
        .toList();
  }

  private String measure() throws IOException, LaunchException, InterruptedException {
    client.does("identity", "create");
    for (String line : client.does("measure").out().split("\n", -1)) {
      if (line.startsWith("activationStateId")) {
        return line.substring(line.lastIndexOf(' ') + 1);
      }
    }
    throw new LaunchException("measure printed no identifier.");
  }

  private String establish() throws IOException, LaunchException, InterruptedException {
    return client.does("establish", "--name", "demo", "--processor", "alpha").last().strip();
  }

  private Object refused(String environment)
      throws IOException, LaunchException, InterruptedException {
    Folders.write(client.file("default.policy.yaml"), POLICY.formatted(""));
    return requireNamed("PLATFORM_NOT_ALLOWED", client.isRefused("verify", environment));
  }

  private Object verify(String environment, String expected)
      throws IOException, LaunchException, InterruptedException {
    Folders.write(client.file("default.policy.yaml"), POLICY.formatted(ACCEPT));
    return client.does(
        "verify", environment, "--expect", expected, "--save", client.file("evidence").toString());
  }

  private Object authorise(String environment)
      throws IOException, LaunchException, InterruptedException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("authorise", environment, "--program", story.program().toString()));
    words.addAll(story.arguments());
    return client.does(words.toArray(String[]::new));
  }

  private Object result(String environment)
      throws IOException, LaunchException, InterruptedException {
    byte[] input =
        story.input().isPresent() ? Files.readAllBytes(story.input().get()) : new byte[0];
    Person.Said said = client.doesWith(input, "run", environment);
    if (story.expected().isPresent()) {
      if (!said.out().equals(Files.readString(story.expected().get()))) {
        throw new LaunchException("This is not what the program prints for this input.");
      }
      steps.say(
          "    That is, byte for byte, what this program prints on any machine: examples/census/expected.txt");
    }
    return said;
  }

  /** The last bit of the attestation certificate's signature. */
  private Object tamper(String expected) throws Exception {
    EvidenceBundle bundle =
        EvidenceBundle.parse(Bytes.copyOf(Files.readAllBytes(client.file("evidence"))));
    ServerHello hello = ServerHello.parse(bundle.m2());
    byte[] certificate = hello.attestationCertificate().toArray();
    certificate[certificate.length - 1] ^= 1;
    ServerHello altered =
        new ServerHello(
            hello.suite(), hello.nonceE(), Bytes.copyOf(certificate), hello.statementCertificate());
    EvidenceBundle tampered =
        new EvidenceBundle(bundle.m1(), altered.encode(), bundle.endorsements());
    Files.write(client.file("tampered"), tampered.encode().toArray());
    return requireNamed(
        "CHAIN_INVALID",
        client.isRefused("verify", client.file("tampered").toString(), "--expect", expected));
  }

  private static Person.Said requireNamed(String code, Person.Said said) throws LaunchException {
    if (!(said.out() + said.err()).contains(code)) {
      throw new LaunchException("The refusal does not say " + code + ".");
    }
    return said;
  }

  private static byte[] line(String text) {
    return (text + "\n").getBytes(UTF_8);
  }

  private static String password() {
    byte[] random = new byte[18];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().encodeToString(random);
  }
}
