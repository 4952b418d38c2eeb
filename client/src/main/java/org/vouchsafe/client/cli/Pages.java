package org.vouchsafe.client.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.client.json.JsonObject;
import org.vouchsafe.client.service.HostService;
import org.vouchsafe.client.service.ServiceException;

/** Lists that come in pages. */
final class Pages {
  /** A service that never ends its list must not fill this machine's memory. */
  private static final int MOST = 100_000;

  private Pages() {}

  /**
   * @param path with its query, if it has one
   */
  static List<JsonObject> all(HostService service, String path)
      throws ServiceException, RefusedException, IOException {
    List<JsonObject> all = new ArrayList<>();
    Optional<String> cursor = Optional.empty();
    do {
      JsonObject page = service.get(cursor.map(at -> path + mark(path) + at).orElse(path));
      try {
        List<JsonObject> items = page.objects("items");
        all.addAll(items);
        cursor = items.isEmpty() ? Optional.empty() : page.optionalText("next");
      } catch (MalformedException e) {
        throw ServiceException.unreadable(e);
      }
      cursor = cursor.map(next -> "cursor=" + encoded(next));
    } while (cursor.isPresent() && all.size() < MOST);
    return all;
  }

  private static String mark(String path) {
    return path.contains("?") ? "&" : "?";
  }

  /** A piece of a path or a query. */
  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
