package org.vouchsafe.host.event;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.vouchsafe.host.identity.Caller;

/** The stream of changes. */
@ApplicationScoped
public class Events {
  /**
   * Sends the caller's events to a listener until the handle is closed; first those after {@code
   * lastSeen} that are still kept (a day), then new ones. Called from a thread of the stream: the
   * listener must not block.
   */
  public AutoCloseable subscribe(Caller caller, OptionalLong lastSeen, Consumer<Event> listener) {
    throw new UnsupportedOperationException();
  }
}
