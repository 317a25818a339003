package dev.bering.stores;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A conditional request found the file other than its condition wants it. */
final class PreconditionException extends IOException {

  private static final long serialVersionUID = 1L;

  PreconditionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
