package dev.bering.app;

import dev.bering.jobs.JobStore;
import dev.bering.jobs.Publication;
import dev.bering.model.ExitCode;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code bering job history [JOB]}. */
@Command(
    name = "history",
    description = "List the published versions, or those that changed one job, the newest first.")
final class JobHistoryCommand extends Verb {

  @Parameters(arity = "0..1", paramLabel = "JOB", description = "A job's name.")
  private Optional<String> job = Optional.empty();

  @Mixin private JobPlaces places = new JobPlaces();

  JobHistoryCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    JobStore store = places.store();
    store.required();
    List<Publication> versions =
        store.versions().stream()
            .sorted(Comparator.reverseOrder())
            .map(store::at)
            .filter(one -> job.map(name -> one.changed().contains(name)).orElse(true))
            .toList();
    return result("versions", versions, () -> text(versions), ExitCode.OK);
  }

  private String text(List<Publication> versions) {
    TextColumns lines = new TextColumns();
    lines.line("version", "at", "by", "what", job.isPresent() ? "platform" : "jobs", "because");
    for (Publication one : versions) {
      lines.line(
          Long.toString(one.version()),
          one.at().truncatedTo(ChronoUnit.SECONDS).toString(),
          one.by(),
          one.kind().toString().toLowerCase(Locale.ROOT),
          job.map(name -> one.platforms().getOrDefault(name, "(removed)"))
              .orElseGet(() -> String.join(", ", one.changed())),
          because(one));
    }
    return lines.text("");
  }

  private static String because(Publication one) {
    String schedules = one.schedules().isEmpty() ? "" : String.join(", ", one.schedules());
    return "%s %s".formatted(one.because().orElse(""), schedules).strip();
  }
}
