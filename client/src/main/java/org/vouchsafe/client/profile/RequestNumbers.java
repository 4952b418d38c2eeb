package org.vouchsafe.client.profile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/**
 * The request numbers of one environment. Reserved in blocks, since a reservation waits for the
 * disk: a process that dies leaves a gap, and no number that could come again.
 *
 * <p>An environment forgets its lowest numbers first and refuses them from then on. So a block is
 * given up when another process has reserved since: its numbers may be too low by now.
 */
final class RequestNumbers {
  static final int BLOCK = 64;

  /** What tells a file from the one that takes its place. */
  private record Version(Optional<Object> file, FileTime modified) {
    static Optional<Version> of(Path record) throws IOException {
      try {
        BasicFileAttributes found = Files.readAttributes(record, BasicFileAttributes.class);
        return Optional.of(
            new Version(Optional.ofNullable(found.fileKey()), found.lastModifiedTime()));
      } catch (NoSuchFileException e) {
        return Optional.empty(); // reserving says what is wrong
      }
    }
  }

  private final EnvironmentRecords records;
  private final String environment;
  private Optional<Version> reservedAt = Optional.empty();
  private long next;
  private long end;

  RequestNumbers(EnvironmentRecords records, String environment) {
    this.records = records;
    this.environment = environment;
  }

  synchronized long take() throws IOException {
    if (next == end || !reservedAt.equals(Version.of(records.file(environment)))) {
      reserve();
    }
    return next++;
  }

  private void reserve() throws IOException {
    records.exclusively(
        environment,
        file -> {
          EnvironmentRecord before = records.require(environment);
          records.create(before.withNextRequest(before.nextRequest() + BLOCK));
          reservedAt = Version.of(file);
          next = before.nextRequest();
          end = next + BLOCK;
          return before;
        });
  }
}
