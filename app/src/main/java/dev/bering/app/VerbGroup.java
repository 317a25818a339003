package dev.bering.app;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A verb that has verbs of its own, and says which. */
abstract class VerbGroup implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // the parser asks for it
  private boolean help;

  /** The verbs below this one, in the order in which its help names them. */
  abstract List<Class<?>> verbs();

  @Override
  public final void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
