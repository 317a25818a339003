package dev.bering.app;

import picocli.CommandLine.Command;

/** {@code bering cost}: what things cost. */
@Command(
    name = "cost",
    description = "Read bills: what a run, a job and a platform cost, and what to move next.",
    subcommands = {
      CostImportCommand.class,
      CostBillsCommand.class,
      CostReportCommand.class,
      CostCompareCommand.class,
      CostParetoCommand.class,
      CostTagsCommand.class,
      CostEstimateCommand.class
    })
final class CostCommand extends VerbGroup {}
