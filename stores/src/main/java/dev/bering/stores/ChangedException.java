package dev.bering.stores;

import java.io.IOException;

/** A file is not the one any more that was there when reading began. */
final class ChangedException extends IOException {

  private static final long serialVersionUID = 1L;

  ChangedException(String subject) {
    super("%s was replaced while it was being read".formatted(subject));
  }

  ChangedException(String subject, Throwable cause) {
    this(subject);
    initCause(cause);
  }
}
