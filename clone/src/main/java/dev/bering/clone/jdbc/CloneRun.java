package dev.bering.clone.jdbc;

import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.tables.DataFileWriter;
import dev.bering.tables.DeltaCommit;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One run, in one snapshot of the source:
 *
 * <ol>
 *   <li>Each range that the target has is compared, and kept or given up.
 *   <li>What is given up, and what lies above the last range, are gaps. Gaps are cut into ranges of
 *       many rows, and these are noted before the first of them is read.
 *   <li>Each range is read into files; each file is noted once it is stored.
 *   <li>The source counts its rows, and the files must hold as many.
 *   <li>One commit replaces the files of the gaps.
 * </ol>
 */
final class CloneRun {

  private final JdbcSource source;
  private final JdbcClonePlan plan;
  private final Store store;
  private final SourceSnapshot snapshot;
  private final Progress progress;
  private final Queries queries;
  private final Readers readers;
  private final Journal journal;
  private final DataFileWriter writer;
  private final AtomicLong readRows = new AtomicLong();
  private final long start = System.nanoTime();

  CloneRun(
      JdbcSource source,
      JdbcClonePlan plan,
      Store store,
      SourceSnapshot snapshot,
      Progress progress) {
    this.source = source;
    this.plan = plan;
    this.store = store;
    this.snapshot = snapshot;
    this.progress = progress;
    this.queries =
        new Queries(
            source.dialect(), source.dialect().tableSql(source), plan.columns(), plan.key());
    this.readers = new Readers(snapshot.readers());
    this.journal = new Journal(store, plan.rulesHash());
    this.writer = new DataFileWriter(store, plan.schema());
  }

  /** Files of one range, and where they come from. */
  private record Filled(List<Chunk> chunks, int resumedCount) {}

  JdbcCloneReport run() throws SQLException, IOException {
    TargetTable target = TargetTable.read(store, plan.target(), source, plan.rules());
    Layout layout = Layout.of(target.chunks(), keep(target), !plan.key().isEmpty());
    List<Journal.Gap> gaps = cut(layout.gaps());
    journal.writeGaps(gaps);
    List<Filled> filled = fill(gaps, unfinished(target));
    List<Chunk> written = filled.stream().flatMap(range -> range.chunks().stream()).toList();
    int resumed = filled.stream().mapToInt(Filled::resumedCount).sum();
    List<Chunk> chunks = layout.fill(perGap(gaps, filled));
    long rowCount = Fingerprint.sum(chunks.stream().map(Chunk::fingerprint).toList()).rowCount();
    proveRowCount(rowCount);
    OptionalLong version = publish(target, chunks, written);
    journal.clear();
    return new JdbcCloneReport(
        plan,
        version,
        rowCount,
        readRows.get(),
        written.size() - resumed,
        resumed,
        layout.kept().size(),
        target.chunks().size() - layout.kept().size(),
        Duration.ofNanos(System.nanoTime() - start));
  }

  private List<Boolean> keep(TargetTable target) throws SQLException, IOException {
    Comparison test = new Comparison(queries, plan, target.note());
    try (Progress.Step step =
        progress.begin("comparing ranges", target.chunks().size(), Progress.Unit.QUERIES)) {
      if (plan.key().isEmpty()) {
        boolean same = test.isWhole(target.chunks(), snapshot.main());
        step.advance(target.chunks().size());
        return target.chunks().stream().map(chunk -> same).toList();
      }
      List<Readers.Task<Boolean>> tasks = new ArrayList<>();
      for (Chunk chunk : target.chunks()) {
        tasks.add(
            connection -> {
              boolean same = test.isSame(chunk, connection);
              step.advance(1);
              return same;
            });
      }
      return withRoomAtTheEnd(target.chunks(), readers.all(tasks));
    }
  }

  /**
   * A last file that is small is read again together with the rows above it, so that many runs with
   * few new rows each do not make many files.
   */
  private List<Boolean> withRoomAtTheEnd(List<Chunk> chunks, List<Boolean> keep)
      throws SQLException {
    int last = chunks.size() - 1;
    if (last < 0 || chunks.get(last).file().sizeBytes() > plan.limits().fileBytes() / 4) {
      return keep;
    }
    KeyRange above = KeyRange.ALL.from(chunks.get(last).range().upTo());
    if (queries.keyOfRow(snapshot.main(), above, 1).isEmpty()) {
      return keep;
    }
    List<Boolean> roomy = new ArrayList<>(keep);
    roomy.set(last, false);
    return roomy;
  }

  /** As the interrupted run has cut it, or anew. */
  private List<Journal.Gap> cut(List<KeyRange> gaps) throws SQLException, IOException {
    List<Journal.Gap> before = journal.gaps();
    List<Journal.Gap> cut = new ArrayList<>();
    for (KeyRange gap : gaps) {
      Optional<Journal.Gap> known =
          before.stream().filter(old -> old.range().equals(gap)).findFirst();
      cut.add(known.isPresent() ? known.get() : new Journal.Gap(gap, bounds(gap)));
    }
    return cut;
  }

  private List<List<String>> bounds(KeyRange gap) throws SQLException {
    List<List<String>> bounds = new ArrayList<>();
    if (plan.key().isEmpty()) {
      return bounds;
    }
    long rows = plan.limits().rangeRows(plan.averageRowBytes());
    KeyRange rest = gap;
    for (Optional<List<String>> bound = queries.keyOfRow(snapshot.main(), rest, rows);
        bound.isPresent();
        bound = queries.keyOfRow(snapshot.main(), rest, rows)) {
      bounds.add(bound.get());
      rest = rest.from(bound.get());
    }
    return bounds;
  }

  /** What is live already was committed right before a kill, and is no news to the target. */
  private List<Journal.Done> unfinished(TargetTable target) throws IOException {
    if (plan.key().isEmpty()) {
      return List.of();
    }
    Set<String> live = Layout.byPath(target.chunks()).keySet();
    return journal.done().stream()
        .filter(entry -> !live.contains(entry.chunk().file().path()))
        .toList();
  }

  private List<Filled> fill(List<Journal.Gap> gaps, List<Journal.Done> done)
      throws SQLException, IOException {
    List<KeyRange> ranges = gaps.stream().flatMap(gap -> gap.tasks().stream()).toList();
    try (Progress.Step step =
        progress.begin("reading ranges", ranges.size(), Progress.Unit.STEPS)) {
      List<Readers.Task<Filled>> tasks = new ArrayList<>();
      for (KeyRange range : ranges) {
        tasks.add(
            connection -> {
              Filled result = fill(range, done, connection);
              step.advance(1);
              return result;
            });
      }
      return readers.all(tasks);
    }
  }

  private Filled fill(KeyRange range, List<Journal.Done> done, Connection connection)
      throws SQLException, IOException {
    List<Chunk> chunks = new ArrayList<>();
    KeyRange rest = range;
    Optional<Chunk> next = finished(range, rest, done, connection);
    while (next.isPresent()) {
      chunks.add(next.get());
      rest = rest.from(next.get().range().upTo());
      next = finished(range, rest, done, connection);
    }
    int resumed = chunks.size();
    try (RangeReader rows = new RangeReader(source, connection, queries.rows(rest), plan)) {
      while (rows.hasRows()) {
        Chunk chunk = write(rest, rows);
        if (!plan.key().isEmpty()) {
          journal.add(range, chunk);
          rest = rest.from(rows.lastKey());
        }
        chunks.add(chunk);
      }
    }
    return new Filled(chunks, resumed);
  }

  /** The file that begins where {@code rest} does, if its rows are what they were. */
  private Optional<Chunk> finished(
      KeyRange task, KeyRange rest, List<Journal.Done> done, Connection connection)
      throws SQLException {
    for (Journal.Done entry : done) {
      Chunk chunk = entry.chunk();
      if (entry.task().equals(task)
          && chunk.range().after().equals(rest.after())
          && queries.fingerprint(connection, chunk.range()).equals(chunk.fingerprint())) {
        return Optional.of(chunk);
      }
    }
    return Optional.empty();
  }

  private Chunk write(KeyRange rest, RangeReader rows) throws IOException {
    String path = "part-%s.snappy.parquet".formatted(UUID.randomUUID());
    DataFileWriter.Written written =
        writer
            .write(path, rows.nextFile())
            .orElseThrow(() -> new IllegalStateException("no rows for " + path));
    Fingerprint fingerprint = rows.fingerprint();
    if (written.rowCount() != fingerprint.rowCount()) {
      throw new IllegalStateException(
          "%d rows read, %d written to %s"
              .formatted(fingerprint.rowCount(), written.rowCount(), path));
    }
    readRows.addAndGet(written.rowCount());
    return new Chunk(rest.to(rows.lastKey()), fingerprint, written.file());
  }

  private static List<List<Chunk>> perGap(List<Journal.Gap> gaps, List<Filled> filled) {
    List<List<Chunk>> perGap = new ArrayList<>();
    int next = 0;
    for (Journal.Gap gap : gaps) {
      List<Chunk> chunks = new ArrayList<>();
      for (int i = 0; i < gap.tasks().size(); i++) {
        chunks.addAll(filled.get(next++).chunks());
      }
      perGap.add(chunks);
    }
    return perGap;
  }

  private void proveRowCount(long rowCount) throws SQLException {
    long counted = queries.count(snapshot.main(), KeyRange.ALL);
    if (counted != rowCount) {
      throw UserException.source(
          new Problem(
              "JDBC_ROW_COUNT",
              "Cannot clone %s: the database counts %d rows, and by its key it gives %d."
                  .formatted(source, counted, rowCount),
              "the index of the key may be damaged; rebuild it, then run the same command again"));
    }
  }

  private OptionalLong publish(TargetTable target, List<Chunk> chunks, List<Chunk> written)
      throws SQLException, IOException {
    Map<String, Chunk> before = Layout.byPath(target.chunks());
    Map<String, Chunk> after = Layout.byPath(chunks);
    if (target.version().isPresent() && before.keySet().equals(after.keySet())) {
      return OptionalLong.empty();
    }
    long version = target.version().orElse(-1) + 1;
    DeltaCommit commit =
        new DeltaCommit(
            version,
            Instant.now(),
            "CLONE",
            Map.of("source", "%s of %s".formatted(plan.table(), plan.source())));
    if (target.version().isEmpty()) {
      commit.create(UUID.randomUUID().toString(), plan.table(), plan.schema());
    }
    Set<String> fresh = new HashSet<>(Layout.byPath(written).keySet());
    before.values().stream()
        .filter(chunk -> !after.containsKey(chunk.file().path()))
        .forEach(chunk -> commit.remove(chunk.file()));
    for (Chunk chunk : chunks) {
      if (fresh.contains(chunk.file().path())) {
        commit.add(chunk.tagged());
      } else if (!chunk.equals(before.get(chunk.file().path()))) {
        commit.describe(chunk.tagged());
      }
    }
    commit.note(Note.DOMAIN, note().json());
    if (!commit.publish(store)) {
      throw UserException.temporary(
          new Problem(
              "JDBC_TARGET_CONFLICT",
              "Cannot clone %s to %s: somebody else has published version %d."
                  .formatted(source, plan.target(), version),
              "run the same command again; what was read is kept"),
          new IOException("version taken: " + version));
    }
    return OptionalLong.of(version);
  }

  private Note note() throws SQLException {
    String mark =
        plan.watermark().isPresent() ? queries.newest(snapshot.main(), plan.watermark().get()) : "";
    return new Note(
        Note.FORMAT,
        plan.source(),
        plan.table(),
        plan.rulesHash(),
        plan.watermark().map(KeyColumn::name).orElse(""),
        mark);
  }
}
