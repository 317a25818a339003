package dev.bering.app;

import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.RollupReport;
import dev.bering.transfer.RollupRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering transfer rollup LOGS... [--into FOLDER] [--by FIELD,...] [--every PERIOD]}. */
@Command(
    name = "rollup",
    description =
        "Sum up flow logs by time and by some of their fields, once; what is new is added next"
            + " time.",
    footer = {
      "",
      "The folder is read by 'top', 'series' and 'advise' in place of the logs. A file that has"
          + " changed replaces",
      "what it had; a file that is not there any more keeps it. A run that was ended is run again.",
      "",
      "  bering transfer rollup s3://logs/AWSLogs --by srcaddr,dstaddr,flow-direction",
      "  bering transfer top flows --by srcaddr"
    })
final class TransferRollupCommand extends Verb {

  @Mixin private FlowPlaces logs = new FlowPlaces();

  @Option(
      names = "--into",
      paramLabel = "FOLDER",
      defaultValue = "flows",
      description = "Where it is kept: ${DEFAULT-VALUE} unless given.")
  private String into = "flows";

  @Option(
      names = "--by",
      split = ",",
      paramLabel = "FIELD",
      description =
          "The fields that tell contributors apart, beside interface-id; unless given or begun"
              + " otherwise, srcaddr, dstaddr and what tells which way traffic went.")
  private List<String> by = List.of();

  @Option(
      names = "--every",
      paramLabel = "PERIOD",
      description = "Its buckets, such as 1m or 1h: 5m unless given or begun otherwise.")
  private Optional<String> every = Optional.empty();

  @Option(
      names = "--strict",
      description =
          "End with an error if a line or a file is odd; else it is left out and told of.")
  private boolean strict;

  TransferRollupCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>(logs.problems());
    RollupRun.Wish wish =
        new RollupRun.Wish(
            Optional.of(TransferFields.read("--by", by, problems))
                .filter(fields -> !fields.isEmpty()),
            every.map(text -> TransferFields.seconds("--every", text, problems)),
            logs.format());
    RollupFolder.require(into, problems);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    try (RollupRun run = RollupRun.open(Location.of(into), wish);
        FlowLogs found = run.find(logs.locations())) {
      RollupReport report = run.update(found, terminal().progress());
      if (strict && report.tally().odd().total() > 0) {
        throw UserException.source(TransferText.odd(report.tally().odd()));
      }
      return result("rollup", report, () -> text(report), ExitCode.OK);
    }
  }

  private String text(RollupReport report) {
    StringBuilder text =
        new StringBuilder(
            "%s: %s by %s every %s%n"
                .formatted(
                    into,
                    Counts.of(report.sums(), "sum"),
                    String.join(", ", report.keys()),
                    report.every()));
    text.append(
        "this time: %s of %s, %s new, %s changed; %s as before%n"
            .formatted(
                Counts.of(report.read() + report.again(), "file"),
                Bytes.text(report.readBytes()),
                Counts.of(report.read()),
                Counts.of(report.again()),
                Counts.of(report.same())));
    if (report.kept() > 0) {
      text.append(
          "kept: %s that %s not found this time%n"
              .formatted(Counts.of(report.kept(), "file"), report.kept() == 1 ? "was" : "were"));
    }
    if (report.unlisted() > 0) {
      text.append(
          "not listed again: %s of days more than three before the newest%n"
              .formatted(Counts.of(report.unlisted(), "folder")));
    }
    return text + TransferText.read(report.tally());
  }
}
