package dev.bering.flowfile;

import java.util.List;
import picocli.CommandLine.Option;

/** Which slices are meant. */
public final class SliceOptions {

  @Option(
      names = "--slices",
      paramLabel = "FIRST..LAST",
      description =
          "Slices by their labels, both among them, such as 2026-01-01T00..2026-01-01T23; either may"
              + " be left out (default: from the first slice of the file to the last one whose time"
              + " is over).")
  private String slices = "";

  @Option(
      names = "--again",
      split = ",",
      paramLabel = "LABEL",
      description = "Slices that run even if nothing changed.")
  private List<String> again = List.of();

  String slices() {
    return slices;
  }

  List<String> again() {
    return again;
  }
}
