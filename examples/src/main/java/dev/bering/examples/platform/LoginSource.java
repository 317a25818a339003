package dev.bering.examples.platform;

import dev.bering.slices.SliceRange;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Where the lines of the SSH server's log come from. They are in the order of their time. */
public sealed interface LoginSource permits SyslogFile, GeneratedLogins {

  /** A log as syslog wrote it, plain or gzip. */
  static LoginSource file(Path file) {
    return new SyslogFile(file);
  }

  /** A generated log, always the same one for the same hours. */
  static LoginSource generated() {
    return new GeneratedLogins(42);
  }

  /**
   * Hands every line to {@code consumer}.
   *
   * @param hours the hours that a source that makes its lines makes them for
   * @throws dev.bering.model.UserException LOG_UNREADABLE if there is nothing to read
   */
  void forEachLine(SliceRange hours, Consumer<String> consumer);
}
