package dev.bering.spark;

import dev.bering.clone.FileCopy;
import dev.bering.clone.ThreadedCopy;
import dev.bering.model.Location;
import dev.bering.stores.Backoff;
import dev.bering.stores.Retries;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.stores.Traffic;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * What one task copies, as it is sent to an executor. It names places and files, never who may read
 * them: the executor finds its own credentials where every store looks for them.
 *
 * @param source the plan's source, as text
 * @param target the plan's target, as text
 * @param threads files that the task copies at once
 */
record CopyTask(String source, String target, List<Sent> files, int threads)
    implements Serializable {

  /**
   * A file as it is sent.
   *
   * @param elsewhere empty for a file of the plan's source
   */
  record Sent(String elsewhere, String source, String target, long sizeBytes)
      implements Serializable {

    static Sent of(FileCopy file) {
      return new Sent(
          file.elsewhere().map(Location::toString).orElse(""),
          file.source(),
          file.target(),
          file.sizeBytes());
    }

    FileCopy file() {
      return new FileCopy(
          elsewhere.isEmpty() ? Optional.empty() : Optional.of(Location.of(elsewhere)),
          source,
          target,
          sizeBytes);
    }
  }

  static CopyTask of(Location source, Location target, List<FileCopy> files, int threads) {
    return new CopyTask(
        source.toString(),
        target.toString(),
        // Not what Stream.toList makes, which executors of another Java may not know.
        new ArrayList<>(files.stream().map(Sent::of).toList()),
        threads);
  }

  /**
   * Copies the files. What went wrong is part of the outcome: the stores have tried again already,
   * and Spark is to repeat only what was lost with its executor.
   *
   * @param repeated whether an earlier attempt at this task may have copied some of the files
   */
  Outcome run(boolean repeated) {
    Retries retries = new Retries(Backoff.STANDARD);
    Traffic traffic = new Traffic();
    LongAdder bytes = new LongAdder();
    LongAdder done = new LongAdder();
    long sizeOnly = 0;
    // Not what List.copyOf makes, which executors of another Java may not know.
    List<Seen> seen = new ArrayList<>();
    Optional<Failure> failure = Optional.empty();
    try {
      look(retries, seen);
      ThreadedCopy copy =
          new ThreadedCopy(
              Location.of(source),
              Location.of(target),
              location -> traffic.meter(location, Stores.open(location, retries)));
      List<FileCopy> missing = repeated ? missing(retries, bytes) : all();
      done.add(files.size() - missing.size());
      sizeOnly =
          copy.copy(
              missing.iterator(),
              threads,
              file -> {
                bytes.add(file.sizeBytes());
                done.increment();
              });
    } catch (IOException | RuntimeException e) {
      failure = Optional.of(Failure.of(e));
    }
    Retries.Counts counts = retries.counts();
    return new Outcome(
        bytes.sum(),
        done.sum(),
        sizeOnly,
        new TreeMap<>(traffic.counts()),
        seen,
        counts.retried(),
        counts.throttled(),
        counts.givenUp(),
        failure.orElse(null));
  }

  /** Looks at one file of each source, for the process that sent this to look at it too. */
  private void look(Retries retries, List<Seen> seen) throws IOException {
    Set<Location> places = new HashSet<>();
    for (FileCopy file : all()) {
      Location place = file.elsewhere().orElseGet(() -> Location.of(source));
      if (places.add(place)) {
        try (Store from = Stores.open(place, retries)) {
          Seen.at(place, file.source(), from).ifPresent(seen::add);
        }
      }
    }
  }

  private List<FileCopy> all() {
    return files.stream().map(Sent::file).toList();
  }

  /** A file that has its name is whole and proven, so its size is enough to know it again. */
  private List<FileCopy> missing(Retries retries, LongAdder bytes) throws IOException {
    List<FileCopy> missing = new ArrayList<>();
    try (Store to = Stores.open(Location.of(target), retries)) {
      to.settleAll();
      for (FileCopy file : all()) {
        if (to.status(file.target()).filter(f -> f.sizeBytes() == file.sizeBytes()).isPresent()) {
          bytes.add(file.sizeBytes());
        } else {
          missing.add(file);
        }
      }
    }
    return missing;
  }
}
