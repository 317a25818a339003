package dev.bering.app;

import picocli.CommandLine.Option;

/** Whether a comparison is to be tested instead of carried out. */
final class SelfTestOption {

  @Option(
      names = "--self-test",
      description =
          "Plant differences into a copy of LEFT, within the engine, and show which of them this"
              + " declaration catches; 6 if one is missed that it should catch.")
  private boolean asked;

  boolean isAsked() {
    return asked;
  }
}
