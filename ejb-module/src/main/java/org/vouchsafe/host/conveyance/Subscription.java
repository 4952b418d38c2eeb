package org.vouchsafe.host.conveyance;

/** Ends what it stands for when it is closed. */
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
