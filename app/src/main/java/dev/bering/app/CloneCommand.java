package dev.bering.app;

import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Retries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code bering clone SOURCE TARGET}: reads the options and shows what came of it. */
@Command(
    name = "clone",
    description = "Make TARGET a copy of the table SOURCE.",
    footer = {
      "",
      "SOURCE and TARGET are folders, s3://bucket/prefix, hdfs://host/path; SOURCE may also be the",
      "metadata file of an Iceberg table, or a database. Delta, Iceberg and folders of data files",
      "are told apart by what lies there. A second run copies nothing; a run after new commits",
      "copies only what they bring. A killed run goes on where it stopped.",
      "",
      "Of many tables, one that is refused or fails does not stop the others; the command ends as",
      "the table that ended worst: 7, 1, 2, 3, 4, 5, 0 from worst to best."
    })
final class CloneCommand extends Verb {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private TableSelection selection = new TableSelection();

  @Option(names = "--dry-run", description = "Show what would be copied, and copy nothing.")
  private boolean dryRun;

  @Mixin private TransferOptions transferOptions = new TransferOptions();

  @Mixin private MetricsOptions metrics = new MetricsOptions();

  @Mixin private TableOptions table = new TableOptions();

  CloneCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    selection.requireNamed(spec);
    List<Problem> problems = new ArrayList<>(selection.problems());
    if (selection.isByFile()) {
      problems.addAll(TableSelection.besideAFile(givenOfTables()));
    } else {
      problems.addAll(table.problems(selection.source()));
      if (JdbcOptions.isDatabase(selection.source())) {
        problems.addAll(
            TableOptions.meaningless(
                selection.source(), transferOptions.ofFiles(), "tables of files"));
      }
    }
    problems.addAll(transferOptions.problems());
    problems.addAll(metrics.problems());
    if (dryRun && transferOptions.verifiesRows()) {
      problems.add(
          new Problem(
              "CLONE_OPTION",
              "Cannot plan with --verify rows: --dry-run copies nothing whose rows could be"
                  + " compared.",
              "leave out one of them"));
    }
    raise(problems);
    try (Transfer transfer = transferOptions.open(terminal().progress());
        MetricsOptions.Counting counting = metrics.open(transfer, terminal())) {
      Optional<ManyTables> many = selection.many(table);
      ExitCode exitCode = many.isPresent() ? cloneMany(many.get(), transfer) : cloneOne(transfer);
      if (exitCode == ExitCode.OK) {
        counting.succeeded();
      }
      return exitCode;
    }
  }

  private List<String> givenOfTables() {
    List<OptionSpec> ofTables =
        Optional.ofNullable(spec.mixins().get("table"))
            .orElseThrow(() -> new IllegalStateException("no options of tables"))
            .options();
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .filter(ofTables::contains)
        .map(OptionSpec::longestName)
        .toList();
  }

  private ExitCode cloneOne(Transfer transfer) {
    TableClone clone = table.open(selection.source(), selection.target(), transfer);
    return dryRun
        ? clone.plan(result -> show(result, transfer))
        : clone.run(result -> verified(result, transfer));
  }

  /** Shows what was copied, and whether it has the same rows if that is to be known. */
  private ExitCode verified(CloneResult result, Transfer transfer) {
    if (!transferOptions.verifiesRows()) {
      return show(result, transfer);
    }
    Map<String, Object> parts = new LinkedHashMap<>(result.parts());
    try {
      RowsReport rows =
          new RowsCheck(terminal().progress())
              .check(table, selection.source(), Location.of(selection.target()));
      parts.put("rows", rows);
      return show(parts, () -> result.text() + rows.text(), rows.exitCode(), transfer.retried());
    } catch (UserException e) {
      // The copy is whole, whatever keeps its rows from being read.
      parts.put("problems", e.problems());
      terminal().tell(e);
      return show(parts, result::text, ExitCode.UNDECIDED, transfer.retried());
    }
  }

  private ExitCode cloneMany(ManyTables many, Transfer transfer) {
    List<Problem> problems = new ArrayList<>();
    many.tables().forEach(entry -> problems.addAll(entry.problems()));
    problems.addAll(ManyPlaces.problems(many.tables()));
    raise(problems);
    ManyReport report =
        many.each(
            selection.atOnce(),
            (entry, progress) -> cloneEntry(entry, transfer.shared(selection.atOnce(), progress)),
            terminal());
    ExitCode exitCode =
        show(Map.of("report", report), report::text, report.exitCode(), transfer.retried());
    terminal().tell(report.problems());
    return exitCode;
  }

  private TableLine cloneEntry(TableEntry entry, Transfer transfer) {
    TableClone clone = entry.open(transfer);
    return dryRun
        ? clone.plan(result -> TableLine.planned(entry, result.counts()))
        : clone.run(result -> verified(entry, result, transfer.progress()));
  }

  private TableLine verified(TableEntry entry, CloneResult result, Progress progress) {
    if (transferOptions.verifiesRows()) {
      RowsReport rows =
          new RowsCheck(progress).check(entry.options(), entry.source(), entry.target());
      if (!rows.isEqual()) {
        return TableLine.checked(entry, rows);
      }
    }
    return TableLine.copied(entry, result.counts());
  }

  private ExitCode show(CloneResult result, Transfer transfer) {
    return show(result.parts(), result::text, ExitCode.OK, transfer.retried());
  }

  private ExitCode show(
      Map<String, Object> parts,
      Supplier<String> text,
      ExitCode exitCode,
      Optional<Retries.Counts> retried) {
    Map<String, Object> all = new LinkedHashMap<>(parts);
    retried.ifPresent(counts -> all.put("retries", counts));
    return result(all, () -> text.get() + retried.map(CloneCommand::text).orElse(""), exitCode);
  }

  private static String text(Retries.Counts counts) {
    return "  tried again %s, %d of them as the store asked for fewer requests%n"
        .formatted(Counts.of(counts.retried(), "time"), counts.throttled());
  }

  private static void raise(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }
}
