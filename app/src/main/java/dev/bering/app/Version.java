package dev.bering.app;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Which Bering this is, as the build wrote it into the jar. */
final class Version implements IVersionProvider {

  static String text() {
    return "bering " + number();
  }

  /** Such as {@code 0.1.0}. */
  static String number() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }

  @Override
  public String[] getVersion() {
    return new String[] {text()};
  }
}
