package dev.bering.platforms;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** The machine that this process runs on. */
final class Machine {
  private static final String NAME = named();

  private Machine() {}

  /** Its name, as it knows itself. */
  static String name() {
    return NAME;
  }

  private static String named() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return Optional.ofNullable(System.getenv("HOSTNAME")).orElse("unnamed");
    }
  }
}
