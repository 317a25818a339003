package dev.bering.clone.jdbc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a run that has not committed yet has done: the ranges it meant to read, and the files that
 * are written. A later run has another snapshot, so a file is taken over only if the database finds
 * the same fingerprint in its range there.
 *
 * <p>It names data files and never removes one: after a kill right behind the commit, they are the
 * table's.
 */
final class Journal {

  static final String FOLDER = Store.OWN_FOLDER + "/jdbc";
  private static final String RANGES = FOLDER + "/ranges.json";
  private static final String DONE = FOLDER + "/done-";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Store store;
  private final String rules;

  Journal(Store store, String rules) {
    this.store = store;
    this.rules = rules;
  }

  /**
   * A file that is written and not committed.
   *
   * @param task the range that was being read
   */
  record Done(String rules, KeyRange task, Chunk chunk) {}

  /**
   * How a gap of the target was cut into ranges.
   *
   * @param bounds ascending keys inside of {@code range}
   */
  record Gap(KeyRange range, List<List<String>> bounds) {
    Gap {
      bounds = bounds.stream().map(List::copyOf).toList();
    }

    List<KeyRange> tasks() {
      List<KeyRange> tasks = new ArrayList<>();
      KeyRange rest = range;
      for (List<String> bound : bounds) {
        tasks.add(rest.to(bound));
        rest = rest.from(bound);
      }
      tasks.add(rest);
      return tasks;
    }
  }

  private record Ranges(String rules, List<Gap> gaps) {}

  /** Whether a clone, of whatever source, has begun here and not ended. */
  static boolean isThere(Store store) throws IOException {
    return store.status(RANGES).isPresent();
  }

  void writeGaps(List<Gap> gaps) throws IOException {
    write(RANGES, new Ranges(rules, gaps));
  }

  List<Gap> gaps() throws IOException {
    return read(RANGES, Ranges.class)
        .filter(ranges -> ranges.rules().equals(rules))
        .map(Ranges::gaps)
        .orElse(List.of());
  }

  void add(KeyRange task, Chunk chunk) throws IOException {
    write(DONE + UUID.randomUUID() + ".json", new Done(rules, task, chunk));
  }

  /** Files that are as they were written, under the same rules. */
  List<Done> done() throws IOException {
    List<Done> found = new ArrayList<>();
    for (StoredFile entry : store.list(FOLDER)) {
      if (entry.path().startsWith(DONE)) {
        Optional<Done> done = read(entry.path(), Done.class);
        if (done.isPresent()
            && done.get().rules().equals(rules)
            && store
                .status(done.get().chunk().file().path())
                .filter(file -> file.sizeBytes() == done.get().chunk().file().sizeBytes())
                .isPresent()) {
          found.add(done.get());
        }
      }
    }
    return found;
  }

  void clear() throws IOException {
    for (StoredFile entry : store.list(FOLDER)) {
      if (entry.path().startsWith(DONE)) {
        store.delete(entry.path());
      }
    }
    store.delete(RANGES);
  }

  private void write(String path, Object value) throws IOException {
    store.write(path, Content.of(JSON.writeValueAsBytes(value)));
  }

  /** A journal only saves work: what cannot be understood is done again. */
  private <T> Optional<T> read(String path, Class<T> type) throws IOException {
    if (store.status(path).isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = store.open(path)) {
      return Optional.ofNullable(JSON.readValue(in, type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
