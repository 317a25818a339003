package dev.bering.app;

import dev.bering.jobs.JobPublisher;
import dev.bering.jobs.PublishPlan;
import dev.bering.model.ExitCode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering cutover JOB}. */
@Command(
    name = "cutover",
    description = "Move a job to another platform by publishing one changed line.",
    footer = {"", "  bering cutover features --store s3://platform/jobs --because \"...\""})
final class CutoverCommand extends Verb {

  @Parameters(paramLabel = "JOB", description = "A published job.")
  private String job = "";

  @Mixin private JobPlaces places = new JobPlaces();

  @Option(
      names = "--to",
      paramLabel = "PLATFORM",
      description = "Where to; what the file says under migration.target unless given.")
  private @Nullable String to;

  @Option(
      names = "--because",
      required = true,
      paramLabel = "WHY",
      description = "Why, for the history.")
  private String because = "";

  @Option(names = "--dry-run", description = "Check, and show what would change; publish nothing.")
  private boolean dryRun;

  CutoverCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    JobPublisher publisher = places.publisher();
    PublishPlan plan =
        publisher.cutover(
            job, Optional.ofNullable(to), JobAuthor.of(Optional.of(because), Optional.empty()));
    PublishPlan done = dryRun ? plan : publisher.publish(plan);
    return result(
        dryRun ? "plan" : "published", done, () -> PublishText.of(done, dryRun), ExitCode.OK);
  }
}
