package org.vouchsafe.web.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.RefusedException;

final class CrossSiteTest {
  private static final String HOST = "127.0.0.1:8443";
  private static final String OWN = "https://127.0.0.1:8443";

  @Test
  void letsThePortalItselfReadAndWrite() throws Exception {
    new CrossSite("GET", HOST, null, "same-origin", null).requireSameOrigin();
    new CrossSite("GET", HOST, null, "none", null).requireSameOrigin();
    new CrossSite("GET", HOST, null, null, null).requireSameOrigin();
    new CrossSite("POST", HOST, OWN, "same-origin", "1").requireSameOrigin();
    new CrossSite("DELETE", HOST, OWN, null, "1").requireSameOrigin();
    new CrossSite("DELETE", HOST, null, "same-origin", "1").requireSameOrigin();
  }

  @ParameterizedTest(name = "{0} origin={1} site={2} marker={3}")
  @CsvSource({
    "POST, https://evil.example, cross-site, 1",
    "POST, https://evil.example, , 1",
    "POST, https://evil.example, same-origin, 1",
    "POST, null, same-origin, 1",
    "POST, http://127.0.0.1:8443, , 1",
    "POST, https://127.0.0.1:8444, same-site, 1",
    "POST, https://127.0.0.1:8443.evil.example, , 1",
    "POST, , cross-site, 1",
    "POST, , same-site, 1",
    "POST, , none, 1",
    "POST, , , 1",
    "POST, https://127.0.0.1:8443, same-origin, ",
    "POST, https://127.0.0.1:8443, same-origin, 0",
    "DELETE, https://127.0.0.1:8443, same-origin, ",
    "PUT, , , ",
    "PATCH, , , 1",
    "get, , , ",
    "GET, https://evil.example, , ",
    "GET, , cross-site, ",
    "GET, , same-site, 1"
  })
  void refusesWhatAnotherSiteCanSend(String method, String origin, String site, String marker) {
    RefusedException e =
        assertThrows(
            RefusedException.class,
            () -> new CrossSite(method, HOST, origin, site, marker).requireSameOrigin());
    assertEquals(Code.FORBIDDEN, e.code());
  }

  @Test
  void refusesAnOriginWhenNoHostSaysWhatIsOwn() {
    assertThrows(
        RefusedException.class,
        () -> new CrossSite("POST", null, "https://null", "same-origin", "1").requireSameOrigin());
  }
}
