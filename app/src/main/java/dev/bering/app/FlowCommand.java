package dev.bering.app;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;

/** {@code bering flow}: what can be done with a flow. */
@Command(name = "flow", description = "Plan, run, look at and package flows of components.")
final class FlowCommand extends VerbGroup {

  /**
   * Adds the verbs of flows to {@code flow}. Only where there is Spark, as the parser looks at all
   * members of a verb.
   */
  static void addVerbs(CommandLine flow, IFactory verbs) {
    List.of(
            FlowPlanCommand.class,
            FlowRunCommand.class,
            FlowGraphCommand.class,
            FlowLintCommand.class,
            FlowProfileCommand.class,
            FlowCulpritCommand.class,
            FlowPackageCommand.class)
        .forEach(verb -> flow.addSubcommand(new CommandLine(verb, verbs)));
  }
}
