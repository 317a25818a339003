package dev.bering.app;

import java.util.List;
import picocli.CommandLine.Command;

/** {@code bering cost}: what things cost. */
@Command(
    name = "cost",
    description = "Read bills: what a run, a job and a platform cost, and what to move next.")
final class CostCommand extends VerbGroup {

  @Override
  List<Class<?>> verbs() {
    return List.of(
        CostImportCommand.class,
        CostBillsCommand.class,
        CostReportCommand.class,
        CostCompareCommand.class,
        CostParetoCommand.class,
        CostTagsCommand.class,
        CostEstimateCommand.class);
  }
}
