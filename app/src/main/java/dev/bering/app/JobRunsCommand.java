package dev.bering.app;

import dev.bering.jobs.JobRuns;
import dev.bering.jobs.RunBook;
import dev.bering.jobs.RunRecord;
import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bering job runs [JOB|RUN]}. */
@Command(name = "runs", description = "List the runs of a job, or of all jobs, the newest first.")
final class JobRunsCommand extends Verb {

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB",
      description = "A job's name; all jobs unless given.")
  private Optional<String> job = Optional.empty();

  @Mixin private JobPlaces places = new JobPlaces();

  JobRunsCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    RunBook book = places.book();
    List<String> jobs = job.map(List::of).orElseGet(book::jobs);
    JobRuns.Seen seen =
        places
            .runs()
            .glance(
                jobs.stream()
                    .flatMap(name -> book.of(name).stream())
                    .sorted(Comparator.comparing(RunRecord::askedAt).reversed())
                    .toList());
    if (seen.unaskedCount() > 0) {
      terminal()
          .err()
          .println(
              "shown as last recorded: %s under way; platforms are asked about the newest 50, for no more than 30 seconds"
                  .formatted(Counts.of(seen.unaskedCount(), "run")));
    }
    return result("runs", seen.runs(), () -> RunText.table(seen.runs()), ExitCode.OK);
  }
}
