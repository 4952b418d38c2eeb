package org.vouchsafe.client.cli;

import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {
  static String line() {
    String version = Version.class.getPackage().getImplementationVersion();
    return "vouchsafe " + (version == null ? "(development build)" : version);
  }

  @Override
  public String[] getVersion() {
    return new String[] {line()};
  }
}
