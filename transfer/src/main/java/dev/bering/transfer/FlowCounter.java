package dev.bering.transfer;

import dev.bering.model.Bytes;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowLogs.FlowFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts flow logs, exactly, each file once, on every core. Memory grows with the number of
 * contributors, not of records.
 */
public final class FlowCounter {

  private static final long PIECE = 32L << 20;

  private final Progress progress;
  private final Optional<FlowFormat> given;
  private final long pieceBytes;

  /**
   * @param given the format of files that do not name their fields; version 2 if empty
   */
  public FlowCounter(Progress progress, Optional<FlowFormat> given) {
    this(progress, given, PIECE);
  }

  /**
   * @param pieceBytes of which plain text is read in one go
   */
  FlowCounter(Progress progress, Optional<FlowFormat> given, long pieceBytes) {
    this.progress = progress;
    this.given = given;
    this.pieceBytes = pieceBytes;
  }

  /**
   * What was asked of the lines of files.
   *
   * @param period seconds of a period, or 0 for all lines together; lines belong to the period in
   *     which they start
   * @param window only lines that start then; all if empty
   */
  public record Question(Contribution contribution, long period, Optional<TimeWindow> window) {
    public Question {
      if (period < 0) {
        throw new IllegalStateException("period of %d s".formatted(period));
      }
    }
  }

  /**
   * The answer to one question.
   *
   * @param periods tables by the start of their period
   * @param unanswered lines that do not have the fields that were asked for
   */
  record Answer(SortedMap<Long, ContributorTable> periods, long unanswered) {}

  /** What was read, and the answers to all questions in their order. */
  record Counted(FlowTally tally, List<Answer> answers) {}

  /**
   * Reads every file once.
   *
   * @throws UserException FLOW_LOGS_UNREADABLE if the store fails; ROLLUP_BROKEN,
   *     ROLLUP_ANSWERS_NOT of a roll-up
   */
  Counted count(FlowLogs logs, List<Question> questions) {
    if (logs.rollup().isPresent()) {
      return logs.rollup().get().count(questions);
    }
    List<Piece> pieces = pieces(logs.files());
    int threads = Math.max(1, Math.min(pieces.size(), Runtime.getRuntime().availableProcessors()));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicInteger next = new AtomicInteger();
    try (ParquetFiles parquet = new ParquetFiles();
        Progress.Step step =
            progress.beginFiles("reading flow logs", logs.sizeBytes(), logs.count())) {
      List<Future<Share>> shares = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Callable<Share> work =
            () -> {
              try {
                return read(pieces, next, new Share(questions, parquet), step);
              } catch (RuntimeException | Error e) {
                next.set(pieces.size()); // nobody reads on for an answer that will not be given
                throw e;
              }
            };
        shares.add(pool.submit(work));
      }
      return together(pieces, shares);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Share read(
      List<Piece> pieces, AtomicInteger next, Share share, Progress.Step step) {
    for (int at = next.getAndIncrement(); at < pieces.size(); at = next.getAndIncrement()) {
      share.read(at, pieces.get(at));
      step.advance(pieces.get(at).sizeBytes());
      if (pieces.get(at).isLast()) {
        step.fileDone();
      }
    }
    return share;
  }

  /**
   * What one thread reads in one go.
   *
   * @param lines which of the file's lines
   * @param isLast of the file
   */
  private record Piece(FlowFile file, FlowLogReader.Piece lines, boolean isLast) {

    long sizeBytes() {
      return Math.min(lines.to(), file.file().sizeBytes()) - lines.from();
    }
  }

  /** Large files of plain text are cut, so that every core has something to read. */
  private List<Piece> pieces(List<FlowFile> files) {
    List<Piece> pieces = new ArrayList<>();
    for (FlowFile file : files) {
      long size = file.file().sizeBytes();
      if (size <= pieceBytes || file.isParquet() || FlowText.isOfOnePiece(file)) {
        pieces.add(new Piece(file, FlowLogReader.Piece.ALL, true));
        continue;
      }
      for (long from = 0; from < size; from += pieceBytes) {
        boolean isLast = from + pieceBytes >= size;
        long to = isLast ? Long.MAX_VALUE : from + pieceBytes;
        pieces.add(new Piece(file, new FlowLogReader.Piece(from, to), isLast));
      }
    }
    return pieces;
  }

  private static Counted together(List<Piece> pieces, List<Future<Share>> shares) {
    Share all = result(shares.get(0));
    for (Future<Share> more : shares.subList(1, shares.size())) {
      all.addAll(result(more));
    }
    return new Counted(
        all.tally(pieces),
        all.counts.stream().map(one -> new Answer(one.found(), one.unanswered())).toList());
  }

  /**
   * What another thread has made, or what it failed by.
   *
   * @throws UserException FLOW_CONTRIBUTORS_TOO_MANY if memory ran out
   */
  static <T> T result(Future<T> work) {
    try {
      return work.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      if (e.getCause() instanceof OutOfMemoryError) {
        throw tooMany(e.getCause());
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static UserException tooMany(Throwable why) {
    return UserException.temporary(
        new Problem(
            "FLOW_CONTRIBUTORS_TOO_MANY",
            "Cannot count flow logs: there are more contributors than fit into %s of memory."
                .formatted(Bytes.text(Runtime.getRuntime().maxMemory())),
            "count by fewer fields, over longer periods or a shorter time, or give Java more memory"),
        why);
  }

  /** What one thread has counted. */
  private final class Share {
    private final List<LineCount> counts;
    private final ParquetFiles parquet;
    private final Map<Integer, FlowLogReader.Read> read = new HashMap<>();

    Share(List<Question> questions, ParquetFiles parquet) {
      this.parquet = parquet;
      counts = questions.stream().map(LineCount::new).toList();
    }

    void read(int number, Piece piece) {
      try {
        read.put(
            number,
            piece.file().isParquet()
                ? new FlowLogReader.Read(parquet.read(piece.file(), counts), 0)
                : FlowText.read(piece.file(), given, piece.lines(), new Fan(counts)));
      } catch (IOException e) {
        throw FlowLogs.unreadable(piece.file().name(), e);
      }
    }

    void addAll(Share more) {
      read.putAll(more.read);
      for (int i = 0; i < counts.size(); i++) {
        counts.get(i).addAll(more.counts.get(i));
      }
    }

    /**
     * In the order of the files, whichever thread has read what; lines counted from their first.
     */
    FlowTally tally(List<Piece> pieces) {
      List<FlowTally> parts = new ArrayList<>();
      long before = 0;
      for (int i = 0; i < pieces.size(); i++) {
        FlowLogReader.Read one = Objects.requireNonNull(read.get(i));
        before = pieces.get(i).lines().from() == 0 ? 0 : before;
        parts.add(one.tally().after(before));
        before += one.ends();
      }
      return FlowTally.of(parts);
    }
  }

  /** Hands every line to each of some. */
  private record Fan(List<LineCount> counts) implements LineSink {
    @Override
    public void format(FlowFormat format) {
      for (LineCount count : counts) {
        count.format(format);
      }
    }

    @Override
    public void line(FlowLine line) {
      for (LineCount count : counts) {
        count.line(line);
      }
    }
  }
}
