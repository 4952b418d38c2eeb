package org.vouchsafe.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One table of settings, with its defaults. */
class SettingsTest {
  @Test
  void defaults_are_those_of_a_host_with_no_processor() {
    Settings settings = Fixture.settings();
    assertEquals("node1", settings.node());
    assertTrue(settings.processors().isEmpty());
    assertEquals(0, settings.poolSize());
    assertFalse(settings.isAuditor());
    assertTrue(settings.data().isEmpty());
    assertEquals(600, settings.establishPerMinute());
    assertEquals(1_200, settings.attestPerMinute());
  }

  @Test
  void processors_are_named_in_order() {
    Settings settings =
        Fixture.settings("vouchsafe.processors", "alpha=/run/a=b.sock,beta=/run/b.sock");
    assertEquals(List.of("alpha", "beta"), List.copyOf(settings.processors().keySet()));
    assertEquals(Path.of("/run/a=b.sock"), settings.processors().get("alpha"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"alpha", "=/run/a", "alpha=/a,alpha=/b"})
  void a_list_of_processors_that_is_written_otherwise_is_an_error(String text) {
    Settings settings = Fixture.settings("vouchsafe.processors", text);
    assertThrows(IllegalArgumentException.class, settings::processors);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "many", "10001", "1e3", "99999999"})
  void a_number_out_of_range_is_an_error_and_not_a_default(String text) {
    Settings settings = Fixture.settings("vouchsafe.pool.size", text);
    assertThrows(IllegalArgumentException.class, settings::poolSize);
  }
}
