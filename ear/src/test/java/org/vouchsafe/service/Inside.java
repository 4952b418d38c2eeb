package org.vouchsafe.service;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * A service of its own for an archive with tests inside: takes the delivered application out of its
 * server, and tells Arquillian where the server is.
 */
final class Inside implements BeforeAllCallback, AfterAllCallback {
  private static final Namespace NAMESPACE = Namespace.create(Inside.class);

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    if (!inServer()) {
      RunningService own = RunningService.start("inside", settings -> settings);
      context.getStore(NAMESPACE).put("service", own);
      Management.makeRoom(own.service());
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (!inServer()) {
      context.getStore(NAMESPACE).remove("service", RunningService.class).close();
    }
  }

  /** The same extensions run where the tests are, with nothing to do. */
  private static boolean inServer() {
    return System.getProperty("jboss.home.dir") != null;
  }
}
