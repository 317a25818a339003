package dev.bering.stores;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A failure that may be gone when the same is tried again. */
final class PassingException extends IOException {

  private static final long serialVersionUID = 1L;

  private final Transience transience;

  PassingException(Transience transience, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.transience = transience;
  }

  Transience transience() {
    return transience;
  }
}
