package dev.bering.clone;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Sorts more records than memory holds: sorted runs on disk, merged while they are read. What does
 * not exceed one run stays in memory.
 */
public final class Sorter<T> {

  /** How a record is kept on disk. */
  public interface Format<T> {
    /** Appends a record. */
    void write(T record, DataOutputStream out) throws IOException;

    /** Reads the next record. */
    T read(DataInputStream in) throws IOException;
  }

  /** Hears the records in order. */
  public interface Sink<T> {
    /** Called once for each record. */
    void accept(T record) throws IOException;
  }

  /** Runs that are open at once; with more than that, they are merged in rounds. */
  private static final int MAX_OPEN_RUNS = 64;

  private final Staging staging;
  private final Format<T> format;
  private final Comparator<T> order;
  private final int runLength;
  private final List<T> pending = new ArrayList<>();
  private final List<RunFile> runs = new ArrayList<>();

  /**
   * A sorter.
   *
   * @param runLength records that are kept in memory at most
   */
  public Sorter(Staging staging, Format<T> format, Comparator<T> order, int runLength) {
    this.staging = staging;
    this.format = format;
    this.order = order;
    this.runLength = runLength;
  }

  /** One more record. */
  public void add(T record) throws IOException {
    pending.add(record);
    if (pending.size() >= runLength) {
      spill();
    }
  }

  private void spill() throws IOException {
    pending.sort(order);
    Path run = staging.newFile("run");
    try (DataOutputStream out = open(run)) {
      for (T record : pending) {
        format.write(record, out);
      }
    }
    runs.add(new RunFile(run, pending.size()));
    pending.clear();
  }

  private static DataOutputStream open(Path run) throws IOException {
    return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(run), 1 << 16));
  }

  /** Hands on every record that was added, in order; equal records in any order. Call once. */
  public void drain(Sink<T> sink) throws IOException {
    if (runs.isEmpty()) {
      pending.sort(order);
      for (T record : pending) {
        sink.accept(record);
      }
      pending.clear();
      return;
    }
    if (!pending.isEmpty()) {
      spill();
    }
    while (runs.size() > MAX_OPEN_RUNS) {
      List<RunFile> oldest = List.copyOf(runs.subList(0, MAX_OPEN_RUNS));
      Path merged = staging.newFile("run");
      try (DataOutputStream out = open(merged)) {
        merge(oldest, record -> format.write(record, out));
      }
      runs.subList(0, MAX_OPEN_RUNS).clear();
      runs.add(new RunFile(merged, oldest.stream().mapToLong(RunFile::count).sum()));
    }
    merge(runs, sink);
    runs.clear();
  }

  private void merge(List<RunFile> some, Sink<T> sink) throws IOException {
    PriorityQueue<Run> heads = new PriorityQueue<>((a, b) -> order.compare(a.head(), b.head()));
    List<Run> open = new ArrayList<>();
    try {
      for (RunFile file : some) {
        Run run = new Run(file);
        open.add(run);
        if (run.advance()) {
          heads.add(run);
        }
      }
      for (Run run = heads.poll(); run != null; run = heads.poll()) {
        sink.accept(run.head());
        if (run.advance()) {
          heads.add(run);
        }
      }
    } finally {
      for (Run run : open) {
        run.close();
      }
    }
  }

  /** A sorted run on disk, and how many records it must have: one that is cut off is noticed. */
  private record RunFile(Path path, long count) {}

  private final class Run {
    private final RunFile file;
    private final DataInputStream in;
    private long left;
    private @Nullable T head;

    Run(RunFile file) throws IOException {
      this.file = file;
      this.left = file.count();
      this.in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file.path()), 1 << 16));
    }

    T head() {
      T record = head;
      if (record == null) {
        throw new IllegalStateException("run %s is at its end".formatted(file));
      }
      return record;
    }

    boolean advance() throws IOException {
      head = left > 0 ? format.read(in) : null;
      return left-- > 0;
    }

    void close() throws IOException {
      in.close();
      Files.deleteIfExists(file.path());
    }
  }
}
