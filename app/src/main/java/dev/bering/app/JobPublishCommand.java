package dev.bering.app;

import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobPublisher;
import dev.bering.jobs.PublishPlan;
import dev.bering.model.ExitCode;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering job publish FOLDER}. */
@Command(
    name = "publish",
    description = "Check a folder of job files whole, and publish it as one version.",
    footer = {
      "",
      "FOLDER holds one file a job, defaults.yaml below all of them,",
      "env/NAME.yaml for each environment, and cluster policies below policies/.",
      "Runs read the newest version; no version ever changes.",
      "",
      "  bering job publish jobs --store s3://platform/jobs"
    })
final class JobPublishCommand extends Verb {

  @Parameters(paramLabel = "FOLDER", description = "The folder of the job files.")
  private Path folder = Path.of("");

  @Mixin private JobPlaces places = new JobPlaces();

  @Option(names = "--because", paramLabel = "WHY", description = "Why, for the history.")
  private @Nullable String because;

  @Option(names = "--dry-run", description = "Check, and show what would change; publish nothing.")
  private boolean dryRun;

  JobPublishCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    JobPublisher publisher = places.publisher();
    PublishPlan plan =
        publisher.plan(
            JobFiles.of(folder), JobAuthor.of(Optional.ofNullable(because), Optional.of(folder)));
    PublishPlan done = dryRun ? plan : publisher.publish(plan);
    return result(
        dryRun ? "plan" : "published", done, () -> PublishText.of(done, dryRun), ExitCode.OK);
  }
}
