package dev.bering.stores;

import java.io.IOException;

/**
 * A file is not the one that was to be copied or read: it has another length than was told, or
 * changed while it was being read. Nothing was stored of it under the name it was to get.
 */
public final class ChangedException extends IOException {

  private static final long serialVersionUID = 1L;

  private final String fact;

  private ChangedException(String subject, String fact) {
    super(subject + " " + fact);
    this.fact = fact;
  }

  /** One whose bytes are other ones now, or may be. */
  static ChangedException replaced(String subject) {
    return new ChangedException(subject, "was replaced while it was being read");
  }

  /** One that has not as many bytes as it had. */
  static ChangedException resized(String subject, long sizeBytes, long sizeBytesNow) {
    return new ChangedException(
        subject, "had %d bytes, then %d".formatted(sizeBytes, sizeBytesNow));
  }

  /** What happened to the file, without its name, such as "had 10 bytes, then 8". */
  public String fact() {
    return fact;
  }

  ChangedException causedBy(Throwable cause) {
    initCause(cause);
    return this;
  }
}
