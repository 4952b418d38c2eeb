package org.vouchsafe.web.security;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/index.html",
        "/api/v1/environments",
        "/api/v1/environments/env_abc/channel/00ff",
        "/.well-known/x"
      })
  void letsPlainPathsThrough(String path) {
    assertTrue(RequestPath.isUnambiguous(path));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "api", "//", "/api//v1", "/api/v1/jobs;a=b", "/api/v1;/jobs", "/api/v1/%6aobs",
        "/api/%2e%2e/WEB-INF/web.xml", "/api/..%2fx", "/./x", "/a/../b", "/a/..", "/a\\b", "/a b",
        "/é", "/a%00b", "/%252e"
      })
  void refusesPathsThatTwoReadersCouldResolveDifferently(String path) {
    assertFalse(RequestPath.isUnambiguous(path));
  }
}
