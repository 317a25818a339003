package dev.bering.app;

import java.util.List;
import picocli.CommandLine.Command;

/** {@code bering flow}: what can be done with a flow. */
@Command(name = "flow", description = "Plan, run, look at and package flows of components.")
final class FlowCommand extends VerbGroup {

  /** None where there is no Spark, as the parser looks at all members of a verb. */
  @Override
  List<Class<?>> verbs() {
    return SparkEngine.isOnClassPath()
        ? List.of(
            FlowPlanCommand.class,
            FlowRunCommand.class,
            FlowGraphCommand.class,
            FlowLintCommand.class,
            FlowProfileCommand.class,
            FlowCulpritCommand.class,
            FlowPackageCommand.class)
        : List.of();
  }
}
