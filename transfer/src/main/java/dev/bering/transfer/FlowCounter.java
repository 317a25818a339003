package dev.bering.transfer;

import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.StoreInput;
import dev.bering.stores.WholeGzip;
import dev.bering.transfer.FlowLogs.FlowFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipException;

/**
 * Counts flow logs, exactly, each file once, on every core. Memory grows with the number of
 * contributors, not of records.
 */
public final class FlowCounter {

  private final Progress progress;
  private final Optional<FlowFormat> given;

  /**
   * @param given the format of files that do not name their fields; version 2 if empty
   */
  public FlowCounter(Progress progress, Optional<FlowFormat> given) {
    this.progress = progress;
    this.given = given;
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
   * @throws UserException FLOW_LOGS_UNREADABLE if the store fails
   */
  Counted count(FlowLogs logs, List<Question> questions) {
    List<FlowFile> files = logs.files();
    int threads = Math.max(1, Math.min(files.size(), Runtime.getRuntime().availableProcessors()));
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    AtomicInteger next = new AtomicInteger();
    try (Progress.Step step =
        progress.beginFiles("reading flow logs", logs.sizeBytes(), files.size())) {
      List<Future<Share>> shares = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        Callable<Share> work =
            () -> {
              Share share = new Share(questions);
              for (int at = next.getAndIncrement();
                  at < files.size();
                  at = next.getAndIncrement()) {
                share.read(files.get(at));
                step.advance(files.get(at).file().sizeBytes());
                step.fileDone();
              }
              return share;
            };
        shares.add(pool.submit(work));
      }
      return together(shares);
    } finally {
      pool.shutdownNow();
    }
  }

  private static Counted together(List<Future<Share>> shares) {
    try {
      Share all = shares.get(0).get();
      for (Future<Share> more : shares.subList(1, shares.size())) {
        all.addAll(more.get());
      }
      return new Counted(
          all.tally,
          all.counts.stream().map(one -> new Answer(one.found(), one.unanswered())).toList());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException known) {
        throw known;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** What one thread has counted. */
  private final class Share {
    private final List<LineCount> counts;
    private FlowTally tally = FlowTally.NONE;

    Share(List<Question> questions) {
      counts = questions.stream().map(LineCount::new).toList();
    }

    void read(FlowFile file) {
      try {
        tally = tally.and(file.isParquet() ? columns(file) : text(file));
      } catch (IOException e) {
        throw FlowLogs.unreadable(file.name(), e);
      }
    }

    private FlowTally text(FlowFile file) throws IOException {
      try (StoreInput bytes = file.store().open(file.file().path())) {
        FlowTally read = FlowLogReader.read(file.name(), unpacked(bytes), given, new Fan(counts));
        bytes.requireUnchanged();
        return read;
      } catch (ZipException e) {
        Oddities.Counter odd = new Oddities.Counter();
        odd.add(Oddity.TRUNCATED, file.name(), 0, "before its first line");
        return new FlowTally(1, 0, 0, Map.of(), odd.found());
      }
    }

    private FlowTally columns(FlowFile file) throws IOException {
      return new ParquetCount(file, counts).read();
    }

    void addAll(Share more) {
      tally = tally.and(more.tally);
      for (int i = 0; i < counts.size(); i++) {
        counts.get(i).addAll(more.counts.get(i));
      }
    }
  }

  /** Zipped or not is told by how a file begins, not by its name. */
  private static InputStream unpacked(StoreInput bytes) throws IOException {
    boolean isZipped = bytes.read() == 0x1f && bytes.read() == 0x8b;
    bytes.seek(0);
    return isZipped ? WholeGzip.of(bytes) : bytes;
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
