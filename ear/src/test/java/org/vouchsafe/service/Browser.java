package org.vouchsafe.service;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebDriverException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.vouchsafe.launcher.Service;

/**
 * Debian's Chromium without a screen, showing the portal of one service and trusting that service's
 * key alone. Where it is not installed, the test is skipped and says so.
 */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The browser's own note of a refused sign-in; the page shows that to its reader. */
  private static final String SIGN_IN_REFUSED = "/api/v1/session - Failed to load resource";

  private final URI portal;
  private final Path folder;
  private final ChromeDriver driver;

  private Browser(URI portal, Path folder, ChromeDriver driver) {
    this.portal = portal;
    this.folder = folder;
    this.driver = driver;
  }

  static Browser at(Service service) throws IOException {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "no " + CHROMIUM + " with " + DRIVER + " (Debian: chromium, chromium-driver)");
    Path folder = Files.createTempDirectory(Path.of("target"), "browser").toAbsolutePath();
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox", // the tests may run as root, and show nothing but their own service
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=en",
        "--user-data-dir=" + folder.resolve("profile"),
        "--ignore-certificate-errors-spki-list="
            + Base64.getEncoder().encodeToString(service.pin().digest().toArray()));
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriver driver =
        new ChromeDriver(
            new ChromeDriverService.Builder()
                .usingDriverExecutable(DRIVER.toFile())
                .usingAnyFreePort()
                .build(),
            options);
    driver.executeCdpCommand(
        "Browser.setDownloadBehavior",
        Map.of("behavior", "allow", "downloadPath", folder.resolve("downloads").toString()));
    driver.manage().window().setSize(new Dimension(1280, 900));
    return new Browser(service.url(), folder, driver);
  }

  /**
   * A page of the portal, such as {@code /environments}; nothing is loaded anew but on the first.
   */
  void open(String page) {
    driver.get(portal + "/#" + page);
  }

  void reload() {
    driver.navigate().refresh();
  }

  void signIn(Tenant tenant) {
    signIn(tenant.user(), tenant.password());
    awaitText("Sign out");
  }

  void signIn(String user, String password) {
    driver.get(portal.toString());
    fill("User", user);
    fill("Password", password);
    click("Sign in");
  }

  /** What a reader sees. */
  String text() {
    return driver.findElement(By.tagName("body")).getText();
  }

  void awaitText(String text) {
    await(() -> text().contains(text), "the text \"" + text + "\"");
  }

  /** A state as its mark shows it, not a word somewhere on the page. */
  void awaitChip(String state) {
    await(
        () -> all("main .chip").getFirst().getText().equals(state), "the state \"" + state + "\"");
  }

  void awaitNoText(String text) {
    await(() -> !text().contains(text), "no text \"" + text + "\"");
  }

  /** What must become true, within a time that is generous for a busy machine. */
  interface Condition {
    boolean holds();
  }

  void await(Condition condition, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        if (condition.holds()) {
          return;
        }
        Thread.sleep(50);
      } catch (WebDriverException | NoSuchElementException e) {
        // The page is just being drawn anew: look again.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    fail("The page never had " + what + "; it has:\n" + text());
  }

  List<WebElement> all(String css) {
    return driver.findElements(By.cssSelector(css));
  }

  /** The first that is shown, and waits until one is. */
  private WebElement shown(By by, String what) {
    List<WebElement> found = new ArrayList<>();
    await(
        () -> {
          found.clear();
          driver.findElements(by).stream().filter(WebElement::isDisplayed).forEach(found::add);
          return !found.isEmpty();
        },
        what);
    return found.getFirst();
  }

  /** A button or link with exactly this text. */
  void click(String label) {
    click(label, "");
  }

  /** The same within the part of the page that an XPath names. */
  void click(String label, String within) {
    String named = "[normalize-space(.)='" + label + "']";
    By by = By.xpath(within + "//button" + named + "|" + within + "//a" + named);
    await(
        () -> {
          WebElement element = shown(by, "a button \"" + label + "\"");
          if (!element.isEnabled()) {
            return false;
          }
          driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", element);
          element.click();
          return true;
        },
        "a button \"" + label + "\" that can be pressed");
  }

  /** Presses the button of the question that stands in front of the page. */
  void confirm(String label) {
    click(label, "//dialog");
  }

  void fill(String label, String value) {
    WebElement input = field(label);
    input.clear();
    input.sendKeys(value);
  }

  private WebElement field(String label) {
    WebElement name =
        shown(By.xpath("//label[normalize-space(.)='" + label + "']"), "a field " + label);
    return driver.findElement(By.id(requireNonNull(name.getDomAttribute("for"))));
  }

  /** Drags a file from outside over the place and lets it go there. */
  void drop(Path file, String prompt) {
    awaitNoText("Reading "); // what is still being read will move the place
    WebElement zone =
        shown(By.xpath("//label[contains(., '" + prompt + "')]"), "a place for " + prompt);
    driver.executeScript("arguments[0].scrollIntoView({block: 'center'})", zone);
    List<?> middle =
        (List<?>)
            requireNonNull(
                driver.executeScript(
                    "const r = arguments[0].getBoundingClientRect();"
                        + "return [r.x + r.width / 2, r.y + r.height / 2]",
                    zone));
    for (String type : List.of("dragEnter", "dragOver", "drop")) {
      driver.executeCdpCommand(
          "Input.dispatchDragEvent",
          Map.of(
              "type",
              type,
              "x",
              middle.get(0),
              "y",
              middle.get(1),
              "data",
              Map.of(
                  "items",
                  List.of(),
                  "files",
                  List.of(file.toAbsolutePath().toString()),
                  "dragOperationsMask",
                  1)));
    }
  }

  /** The file that the page has just had saved. */
  Path downloaded(String ending) {
    List<Path> found = new ArrayList<>();
    await(
        () -> {
          Path downloads = folder.resolve("downloads");
          if (!Files.isDirectory(downloads)) {
            return false;
          }
          try (Stream<Path> files = Files.list(downloads)) {
            files.filter(file -> file.toString().endsWith(ending)).forEach(found::add);
          } catch (IOException e) {
            return false;
          }
          return !found.isEmpty();
        },
        "a download *" + ending);
    return found.getFirst();
  }

  /** What a script in the page says. */
  Optional<Object> script(String source) {
    return Optional.ofNullable(driver.executeScript(source));
  }

  void forgetCookies() {
    driver.manage().deleteAllCookies();
  }

  void size(int width, int height) {
    driver.manage().window().setSize(new Dimension(width, height));
  }

  /** Light or dark, whatever the system likes. */
  void theme(String theme) {
    driver.executeScript(
        "localStorage.setItem('theme', arguments[0]);"
            + "document.documentElement.dataset.theme = arguments[0]",
        theme);
  }

  /** For those who look: {@code target/portal/NAME.png}. */
  void picture(String name) throws IOException {
    Path file = Path.of("target", "portal", name + ".png");
    Files.createDirectories(file.getParent());
    Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
  }

  /**
   * Nothing went wrong behind the page: no script failed, the content policy stopped nothing, no
   * request was refused that the page did not have to make.
   */
  void requireCleanConsole() {
    List<String> wrong = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      if (entry.getLevel().intValue() >= Level.WARNING.intValue()
          && !entry.getMessage().contains(SIGN_IN_REFUSED)) {
        wrong.add(entry.getMessage());
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Override
  public void close() {
    driver.quit();
  }
}
