package dev.bering.app;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowFormat;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.FlowTally;
import dev.bering.transfer.TimeWindow;
import dev.bering.transfer.TopReport;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which flow logs are read, and how. */
final class FlowLogOptions {

  @Mixin private FlowPlaces places = new FlowPlaces();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only records that start then or later, such as 2026-03-25T00:00:00Z.")
  private Optional<String> since = Optional.empty();

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Only records that start before then.")
  private Optional<String> until = Optional.empty();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many contributors are shown: ${DEFAULT-VALUE} unless given.")
  private int limit = 10;

  @Option(
      names = "--strict",
      description =
          "End with an error if a line or a file is odd; else it is left out and told of.")
  private boolean strict;

  /** What is wrong with what was given. */
  List<Problem> problems() {
    List<Problem> problems = new ArrayList<>(places.problems());
    if (limit < 1) {
      problems.add(
          problem("--limit " + limit, "fewer than one contributor", "give a number from 1 on"));
    }
    for (Optional<String> time : List.of(since, until)) {
      time.filter(text -> instant(text).isEmpty())
          .ifPresent(
              text ->
                  problems.add(
                      problem(
                          text,
                          "it is no time with a zone",
                          "write a time such as 2026-03-25T00:00:00Z")));
    }
    if (problems.isEmpty()
        && !window().map(all -> true).orElse(since.isEmpty() && until.isEmpty())) {
      problems.add(
          problem(
              "--until " + until.orElse(""),
              "it is not after --since " + since.orElse(""),
              "give a later time"));
    }
    return problems;
  }

  private static Problem problem(String what, String fact, String hint) {
    return new Problem("TRANSFER_OPTION", "Cannot use %s: %s.".formatted(what, fact), hint);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  /** The records that are wanted; all if empty, and none if the times make no sense. */
  Optional<TimeWindow> window() {
    if (since.isEmpty() && until.isEmpty()) {
      return Optional.empty();
    }
    Instant from = since.flatMap(FlowLogOptions::instant).orElse(Instant.EPOCH);
    Instant to = until.flatMap(FlowLogOptions::instant).orElse(Instant.MAX);
    return to.isAfter(from) ? Optional.of(new TimeWindow(from, to)) : Optional.empty();
  }

  /** The part of a time that is wanted. */
  FlowTally.Span within(FlowTally.Span span) {
    return window()
        .map(
            wanted ->
                new FlowTally.Span(
                    span.first().isBefore(wanted.since()) ? wanted.since() : span.first(),
                    span.last().isBefore(wanted.until())
                        ? span.last()
                        : wanted.until().minusSeconds(1)))
        .orElse(span);
  }

  /** How many contributors are shown. */
  int limit() {
    return limit;
  }

  /** The format of files that do not name their fields; empty if none was given. */
  Optional<FlowFormat> format() {
    return places.format();
  }

  List<Location> locations() {
    return places.locations();
  }

  FlowLogs find() {
    return FlowLogs.find(places.locations());
  }

  FlowCounter counter(Terminal terminal) {
    return places.counter(terminal);
  }

  /**
   * Refuses what is no answer: where nothing of the logs could be read, no line has the fields that
   * were asked for, or odd lines are not to be left out.
   *
   * @throws UserException FLOW_LOG_ODD with each kind, FLOW_FORMAT, FLOW_FIELD_MISSING
   */
  void requireSound(TopReport report) {
    FlowTally tally = report.tally();
    if (strict && tally.odd().total() > 0) {
      throw UserException.source(TransferText.odd(tally.odd()));
    }
    places.requireSound(report.keys(), report.unanswered(), tally);
  }
}
