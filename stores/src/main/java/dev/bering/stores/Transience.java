package dev.bering.stores;

import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Whether a failure may be gone when the same is tried again. */
enum Transience {
  /** It will fail again until somebody mends something. */
  PERMANENT,
  /** A connection broke, a server stumbled. */
  PASSING,
  /** The service asks for fewer requests. */
  THROTTLED;

  /** What a store threw, or what its library hid as a cause. */
  static Transience of(IOException failure) {
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof GaveUpException) {
        return PERMANENT;
      }
      if (at instanceof PassingException passing) {
        return passing.transience();
      }
      if (at instanceof SocketException
          || at instanceof SocketTimeoutException
          || at instanceof UnknownHostException) {
        return PASSING;
      }
    }
    return PERMANENT;
  }
}
