package dev.bering.app;

import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Retries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering clone SOURCE TARGET}: reads the options and shows what came of it. */
@Command(
    name = "clone",
    description = "Make TARGET a copy of the table SOURCE.",
    footer = {
      "",
      "SOURCE and TARGET are folders, s3://bucket/prefix, hdfs://host/path; SOURCE may also be the",
      "metadata file of an Iceberg table, or a database. Delta, Iceberg and folders of data files",
      "are told apart by what lies there. A second run copies nothing; a run after new commits",
      "copies only what they bring. A killed run goes on where it stopped. Every file is read back,",
      "or its checksum confirmed by the store, before it counts."
    })
final class CloneCommand extends Verb {

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The table.")
  private String source = "";

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "Folder for the copy: empty, new, or an earlier copy of SOURCE.")
  private String target = "";

  @Option(names = "--dry-run", description = "Show what would be copied, and copy nothing.")
  private boolean dryRun;

  @Mixin private TransferOptions transferOptions = new TransferOptions();

  @Mixin private TableOptions table = new TableOptions();

  CloneCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>(table.problems(source));
    problems.addAll(transferOptions.problems());
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    Transfer transfer = transferOptions.open(terminal().progress());
    TableClone clone = table.open(source, target, transfer);
    return dryRun
        ? clone.plan(result -> show(result, transfer))
        : clone.run(result -> show(result, transfer));
  }

  private ExitCode show(CloneResult result, Transfer transfer) {
    Map<String, Object> parts = new LinkedHashMap<>(result.parts());
    Optional<Retries.Counts> retried = transfer.retried();
    retried.ifPresent(counts -> parts.put("retries", counts));
    return result(
        parts, () -> result.text() + retried.map(CloneCommand::text).orElse(""), ExitCode.OK);
  }

  private static String text(Retries.Counts counts) {
    return "  tried again %s, %d of them as the store asked for fewer requests%n"
        .formatted(Counts.of(counts.retried(), "time"), counts.throttled());
  }
}
