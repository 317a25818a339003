package dev.bering.app;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which flow is meant. */
final class FlowOptions {

  @Parameters(
      paramLabel = "CLASS",
      description =
          "A class that gives the flow: it implements dev.bering.flow.FlowProvider and has a public"
              + " constructor without parameters.")
  private String provider = "";

  @Option(
      names = "--jar",
      split = ",",
      paramLabel = "JAR",
      description = "Jars, or folders of classes, in which the class and what it needs are.")
  private List<Path> jars = List.of();

  String provider() {
    return provider;
  }

  List<Path> jars() {
    return jars;
  }
}
