package dev.bering.stores;

import java.io.IOException;

/** The last of so many attempts failed; trying again is now for people to decide. */
final class GaveUpException extends IOException {

  private static final long serialVersionUID = 1L;

  GaveUpException(int attempts, IOException last) {
    super("%s, %d times in a row".formatted(Failures.fact(last), attempts), last);
  }
}
