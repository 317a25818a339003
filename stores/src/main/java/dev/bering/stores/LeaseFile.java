package dev.bering.stores;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The file of a lease, with what its store can do to make changes of it conditional. */
interface LeaseFile {

  /**
   * The file as it was read.
   *
   * @param tag another one for each state of the file
   * @param age since it was last written, by the clock of the store where it has one
   */
  record Seen(String text, String tag, Duration age) {}

  /** Makes the file, atomically; its tag, or empty if it is there. */
  Optional<String> create(String text) throws IOException;

  /** Reads the file; empty if there is none. */
  Optional<Seen> read() throws IOException;

  /** Replaces the file if it is still as seen; its new tag, or empty if it is not. */
  Optional<String> replace(Seen seen, String text) throws IOException;

  /** Removes the file if it still has this tag. */
  void remove(String tag) throws IOException;
}
