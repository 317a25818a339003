package dev.bering.app;

import dev.bering.jobs.JobPublisher;
import dev.bering.jobs.PublishPlan;
import dev.bering.model.ExitCode;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering rollback JOB}. */
@Command(
    name = "rollback",
    description = "Take a job back to the platform that it was on before, by publishing one line.",
    footer = {"", "  bering rollback features --store s3://platform/jobs --because \"...\""})
final class RollbackCommand extends Verb {

  @Parameters(paramLabel = "JOB", description = "A published job.")
  private String job = "";

  @Mixin private JobPlaces places = new JobPlaces();

  @Option(
      names = "--because",
      required = true,
      paramLabel = "WHY",
      description = "Why, for the history.")
  private String because = "";

  @Option(names = "--dry-run", description = "Check, and show what would change; publish nothing.")
  private boolean dryRun;

  RollbackCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    JobPublisher publisher = places.publisher();
    PublishPlan plan =
        publisher.rollback(job, JobAuthor.of(Optional.of(because), Optional.empty()));
    PublishPlan done = dryRun ? plan : publisher.publish(plan);
    return result(
        dryRun ? "plan" : "published", done, () -> PublishText.of(done, dryRun), ExitCode.OK);
  }
}
