package dev.bering.stores;

import java.io.IOException;

/** A conditional request found the file other than its condition wants it. */
final class PreconditionException extends IOException {

  private static final long serialVersionUID = 1L;

  PreconditionException(String message, Throwable cause) {
    super(message, cause);
  }
}
