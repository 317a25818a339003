package dev.bering.porting;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.Sql;
import dev.bering.flow.Frame;
import dev.bering.flow.Pinned;
import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.parity.ComparisonPlanner;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.ComparisonRunner;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Reads recorded tables, each once: opens them at one version, translates them, tests the laws.
 * What it writes lies below one folder and is replaced by the next run.
 */
final class RecordedTables implements AutoCloseable {

  private final SparkSession spark;
  private final Location folder;
  private final Progress progress;
  private final Engine engine = DuckDbEngine.open();
  private final Map<Recorded, Prepared> prepared = new HashMap<>();
  private int names;

  RecordedTables(SparkSession spark, Location folder, Progress progress) {
    this.spark = spark;
    this.folder = folder;
    this.progress = progress;
  }

  SparkSession spark() {
    return spark;
  }

  Progress progress() {
    return progress;
  }

  Engine engine() {
    return engine;
  }

  /** A place below the folder. */
  Location place(String... parts) {
    return Location.of(folder + "/" + String.join("/", parts));
  }

  /** A table for the engine, under a name of its own. */
  Relation register(TableSnapshot snapshot) {
    return engine.register("porting_" + names++, snapshot);
  }

  /** The recorded table as the port wants it, or why it cannot be had. */
  Prepared prepare(Recorded recorded) {
    Prepared known = prepared.get(recorded);
    if (known == null) {
      known = read(recorded);
      prepared.put(recorded, known);
    }
    return known;
  }

  private Prepared read(Recorded recorded) {
    TableSnapshot snapshot;
    Relation relation;
    Frame<Row> frame;
    try {
      snapshot = Tables.open(recorded.location());
      relation = register(snapshot);
      frame = frame(snapshot, relation);
    } catch (UserException e) {
      return stopped(Outcome.UNREADABLE, e);
    }
    return recorded
        .translator()
        .map(translator -> translated(translator, frame, relation))
        .orElseGet(
            () ->
                new Prepared.Ready(
                    snapshot, frame, relation.rowCount(), relation.rowCount(), List.of()));
  }

  /** Passing trouble is no verdict: the run ends with it, and another may succeed. */
  static Prepared.Stopped stopped(Outcome outcome, UserException e) {
    if (e.exitCode() == ExitCode.TEMPORARY) {
      throw e;
    }
    return new Prepared.Stopped(
        outcome,
        e.problems().stream().map(Problem::message).collect(Collectors.joining(" ")),
        List.of());
  }

  private Prepared translated(Translator<?> translator, Frame<Row> legacy, Relation relation) {
    Location target = place("translated", names++ + "-" + translator.name());
    TableSnapshot snapshot;
    Relation rows;
    Frame<Row> frame;
    try {
      new TranslationFlow(spark, progress).run(translator, legacy, target);
      snapshot = Tables.open(target);
      rows = register(snapshot);
      frame = frame(snapshot, rows);
    } catch (UserException e) {
      return stopped(Outcome.TRANSLATOR_FAILED, e);
    }
    var laws = new ArrayList<LawResult>();
    var check = new LawCheck(engine, relation, rows);
    for (Law law : translator.laws()) {
      laws.add(
          law instanceof Law.RoundTrip back
              ? roundTrip(translator, back, frame, relation)
              : check.test(law));
    }
    List<LawResult> broken = laws.stream().filter(law -> !law.kept()).toList();
    return broken.isEmpty()
        ? new Prepared.Ready(snapshot, frame, relation.rowCount(), rows.rowCount(), laws)
        : new Prepared.Stopped(
            Outcome.LAW_BROKEN,
            "translator %s broke %s"
                .formatted(
                    translator.name(),
                    broken.stream()
                        .map(law -> "'%s': %s".formatted(law.law(), law.fact()))
                        .collect(Collectors.joining("; "))),
            laws);
  }

  private LawResult roundTrip(
      Translator<?> translator, Law.RoundTrip law, Frame<Row> translated, Relation legacy) {
    Location target = place("translated-back", names++ + "-" + translator.name());
    try {
      new TranslationFlow(spark, progress)
          .runBack(translator.name() + "-back", law.inverse(), translated, target);
      Relation back = register(Tables.open(target));
      ComparisonReport report =
          new ComparisonRunner(engine, progress)
              .run(new ComparisonPlanner().plan(law.comparison(), legacy, back));
      return new LawResult(
          law.sentence(),
          report.verdict().isGreen(),
          "%s: %s".formatted(report.verdict(), report.reason()));
    } catch (UserException e) {
      return new LawResult(law.sentence(), false, stopped(Outcome.LAW_BROKEN, e).reason());
    }
  }

  /** The very rows that the engine knows: one version, or these files. */
  private Frame<Row> frame(TableSnapshot snapshot, Relation relation) {
    if (snapshot instanceof TableSnapshot.Delta delta) {
      return Frame.of(spark, new Pinned(delta.location(), delta.version()));
    }
    if (snapshot instanceof TableSnapshot.Parquet parquet) {
      return parquet(parquet.files());
    }
    return parquet(List.of(asParquet(relation)));
  }

  private Frame<Row> parquet(List<Path> files) {
    String[] paths = files.stream().map(file -> file.toUri().toString()).toArray(String[]::new);
    return Frame.of(spark.read().option("mergeSchema", true).parquet(paths));
  }

  /** Whoever parses CSV has an opinion on it; so it is parsed once, and by the engine. */
  private Path asParquet(Relation csv) {
    Path file = place("parsed", csv.name() + ".parquet").toPath();
    try {
      Files.createDirectories(file.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException("making the folder of " + file, e);
    }
    engine.execute(
        "COPY (FROM %s) TO %s (FORMAT parquet)"
            .formatted(Sql.identifier(csv.name()), Sql.literal(file.toString())));
    return file;
  }

  @Override
  public void close() {
    engine.close();
  }
}
