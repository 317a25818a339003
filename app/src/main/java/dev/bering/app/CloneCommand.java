package dev.bering.app;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.CloneReport;
import dev.bering.clone.CloneRunner;
import dev.bering.clone.delta.ReplicaPlanner;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering clone SOURCE TARGET}. */
@Command(
    name = "clone",
    description = "Make TARGET a replica of the Delta table SOURCE: every retained version.",
    footer = {
      "",
      "A second run copies nothing; a run after new commits copies only them. A killed run goes on",
      "where it stopped. Every file is read back and its hash compared before it appears."
    })
final class CloneCommand extends Verb {

  @Parameters(index = "0", paramLabel = "SOURCE", description = "Folder of the Delta table.")
  private String source = "";

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "Folder for the replica: empty, new, or an earlier replica of SOURCE.")
  private String target = "";

  @Option(names = "--dry-run", description = "Show what would be copied, and copy nothing.")
  private boolean dryRun;

  CloneCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    ClonePlan plan =
        new ReplicaPlanner(terminal().progress()).plan(Location.of(source), Location.of(target));
    if (dryRun) {
      return result("plan", plan, plan::text, ExitCode.OK);
    }
    CloneReport report = new CloneRunner(terminal().progress()).run(plan);
    return result("report", report, report::text, ExitCode.OK);
  }
}
