package dev.bering.transfer;

import dev.bering.model.Durations;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.StoreInput;
import dev.bering.transfer.FlowCounter.Answer;
import dev.bering.transfer.FlowCounter.Counted;
import dev.bering.transfer.FlowCounter.Question;
import dev.bering.transfer.RollupManifest.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** A roll-up that is read as the logs it was made of would be, where its keys allow it. */
final class Rollup {

  private final Store store;
  private final String place;
  private final RollupManifest manifest;

  private Rollup(Store store, String place, RollupManifest manifest) {
    this.store = store;
    this.place = place;
    this.manifest = manifest;
  }

  /**
   * The roll-up of a folder, if it is one.
   *
   * @throws UserException ROLLUP_FORMAT, ROLLUP_BROKEN
   */
  static Optional<Rollup> in(Store store, String place) throws IOException {
    if (store.status(RollupManifest.NAME).isEmpty()) {
      return Optional.empty();
    }
    try (StoreInput in = store.open(RollupManifest.NAME)) {
      return Optional.of(new Rollup(store, place, RollupManifest.of(place, in.readAllBytes())));
    }
  }

  RollupManifest manifest() {
    return manifest;
  }

  /** Whether its first run did not come to the end of a step. */
  boolean isEmpty() {
    return manifest.sources().isEmpty();
  }

  /** Bytes of its parts. */
  long sizeBytes() {
    return manifest.sources().values().stream().mapToLong(Source::length).sum();
  }

  /**
   * Answers questions.
   *
   * @throws UserException ROLLUP_ANSWERS_NOT with everything that was asked and that it does not
   *     keep apart
   */
  Counted count(List<Question> questions) {
    List<Problem> problems = questions.stream().flatMap(this::problems).distinct().toList();
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    List<LineCount> counts = questions.stream().map(LineCount::new).toList();
    Map<Long, List<Source>> segments = new HashMap<>();
    manifest
        .sources()
        .values()
        .forEach(
            source ->
                segments.computeIfAbsent(source.segment(), key -> new ArrayList<>()).add(source));
    segments.keySet().stream()
        .sorted()
        .forEach(number -> read(number, Objects.requireNonNull(segments.get(number)), counts));
    return new Counted(
        FlowTally.of(manifest.sources().values().stream().map(Source::tally).toList()),
        counts.stream().map(one -> new Answer(one.found(), one.unanswered())).toList());
  }

  private void read(long number, List<Source> sources, List<LineCount> counts) {
    String path = RollupManifest.segment(number);
    try (StoreInput in = store.open(path)) {
      for (Source source : sources) {
        byte[] zipped = new byte[source.length()];
        in.seek(source.from());
        in.readFully(zipped, 0, zipped.length);
        part(zipped, source, counts);
      }
    } catch (IOException e) {
      throw RollupManifest.broken(
          place, "%s cannot be read (%s)".formatted(path, e.getMessage()), Optional.of(e));
    }
  }

  private static void part(byte[] zipped, Source source, List<LineCount> counts)
      throws IOException {
    byte[] text;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped), 1 << 16)) {
      text = in.readAllBytes();
    }
    int from = 0;
    while (from < text.length && text[from] != '\n') {
      from++;
    }
    FlowFormat format =
        new FlowFormat(List.of(new String(text, 0, from, StandardCharsets.UTF_8).split(" ", -1)));
    counts.forEach(count -> count.format(format));
    FlowLine line = new FlowLine(format.names().size());
    line.buffer = text;
    int lines = 0;
    int field = 0;
    int begun = from + 1;
    for (int at = begun; at < text.length; at++) {
      byte next = text[at];
      if (next == ' ' || next == '\n') {
        line.starts[field] = begun;
        line.ends[field++] = at;
        begun = at + 1;
        if (next == '\n') {
          lines++;
          line.count = field;
          line.weight = line.number(field - 1);
          counts.forEach(count -> count.line(line));
          field = 0;
        }
      }
    }
    if (lines != source.lines()) {
      throw new IOException("a part of %d lines has %d".formatted(source.lines(), lines));
    }
  }

  private Stream<Problem> problems(Question question) {
    long every = manifest.settings().every();
    List<Problem> problems = new ArrayList<>();
    if (question.period() % every != 0) {
      problems.add(
          problem(
              "by periods of %s"
                  .formatted(Durations.written(Duration.ofSeconds(question.period())))));
    }
    question
        .window()
        .ifPresent(
            window ->
                Stream.of(window.since(), window.until())
                    .filter(time -> Math.floorMod(time.getEpochSecond(), every) != 0)
                    .filter(time -> !time.equals(Instant.MAX))
                    .forEach(time -> problems.add(problem("from or to " + time))));
    Contribution asked = question.contribution();
    if (asked.keys().stream().anyMatch(FieldRef.At.class::isInstance)) {
      return Stream.of(
          new Problem(
              "ROLLUP_ANSWERS_NOT",
              "Cannot evaluate rules on the roll-up %s: they read lines, and it holds sums."
                  .formatted(place),
              "evaluate them on the logs themselves"));
    }
    Set<FlowField> kept = EnumSet.copyOf(manifest.settings().keys());
    kept.add(FlowField.LOG_STATUS);
    Stream.concat(asked.keys().stream(), asked.filters().stream().map(FlowFilter::field))
        .filter(field -> FlowField.named(field.text()).filter(kept::contains).isEmpty())
        .forEach(field -> problems.add(problem("by " + field.text())));
    return problems.stream();
  }

  private Problem problem(String what) {
    return new Problem(
        "ROLLUP_ANSWERS_NOT",
        "Cannot count %s: the roll-up %s keeps %s by %s apart."
            .formatted(
                what, place, manifest.settings().keysText(), manifest.settings().everyText()),
        "ask the logs themselves, or roll them up by what is asked into another folder");
  }
}
