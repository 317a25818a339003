package dev.bering.clone.delta;

import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.clone.Texts;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what a table needs, what the source holds and what the target holds, file by
 * file: all three sorted by path and merged, so that no list has to fit in memory.
 */
final class Sightings {

  /** Up to so many files it is cheaper to ask for each than to list whole stores. */
  static final int ASK_UP_TO = 1_000;

  /**
   * Everything that is known about one path.
   *
   * @param kept whether versions need it that only the target still has
   */
  record Sighting(
      String path,
      Optional<Need> need,
      Optional<StoredFile> source,
      Optional<StoredFile> target,
      boolean kept) {}

  private enum Side {
    NEED,
    SOURCE,
    TARGET,
    KEPT
  }

  private record Entry(String path, Side side, @Nullable Need need, @Nullable StoredFile file) {}

  private static final Sorter.Format<Entry> FORMAT =
      new Sorter.Format<>() {
        @Override
        public void write(Entry entry, DataOutputStream out) throws IOException {
          out.writeUTF(entry.side.name());
          if (entry.need != null) {
            Need.FORMAT.write(entry.need, out);
          }
          if (entry.side == Side.KEPT) {
            Texts.write(out, entry.path);
          }
          if (entry.file != null) {
            Texts.write(out, entry.path);
            out.writeLong(entry.file.sizeBytes());
            out.writeLong(entry.file.modified().toEpochMilli());
          }
        }

        @Override
        public Entry read(DataInputStream in) throws IOException {
          Side side = Side.valueOf(in.readUTF());
          if (side == Side.NEED) {
            Need need = Need.FORMAT.read(in);
            return new Entry(need.path(), side, need, null);
          }
          String path = Texts.read(in);
          if (side == Side.KEPT) {
            return new Entry(path, side, null, null);
          }
          return new Entry(
              path,
              side,
              null,
              new StoredFile(path, in.readLong(), Instant.ofEpochMilli(in.readLong())));
        }
      };

  private final Sorter<Entry> entries;

  Sightings(Staging staging, int runLength) {
    this.entries = new Sorter<>(staging, FORMAT, Comparator.comparing(Entry::path), runLength);
  }

  void need(Need need) throws IOException {
    entries.add(new Entry(need.path(), Side.NEED, need, null));
  }

  /** A version that only the target still has needs this file. */
  void kept(String path) throws IOException {
    entries.add(new Entry(path, Side.KEPT, null, null));
  }

  /** The source holds this file, under its path at the target. */
  void atSource(StoredFile file) throws IOException {
    entries.add(new Entry(file.path(), Side.SOURCE, null, file));
  }

  void atTarget(StoredFile file) throws IOException {
    entries.add(new Entry(file.path(), Side.TARGET, null, file));
  }

  /** Lists all that a target holds but for Bering's own files. */
  void walkTarget(Store store) throws IOException {
    store.walk(
        "",
        file -> {
          if (!file.path().startsWith(Store.OWN_FOLDER + "/")) {
            atTarget(file);
          }
        });
  }

  /** Hands on what is known of each path, in order. Call once, last. */
  void drain(Sorter.Sink<Sighting> sink) throws IOException {
    Grouping grouping = new Grouping(sink);
    entries.drain(grouping::accept);
    grouping.end();
  }

  private static final class Grouping {
    private final Sorter.Sink<Sighting> sink;
    private @Nullable String path;
    private @Nullable Need need;
    private @Nullable StoredFile source;
    private @Nullable StoredFile target;
    private boolean kept;

    Grouping(Sorter.Sink<Sighting> sink) {
      this.sink = sink;
    }

    void accept(Entry entry) throws IOException {
      if (!entry.path.equals(path)) {
        end();
        path = entry.path;
      }
      switch (entry.side) {
        case NEED -> need = entry.need;
        case SOURCE -> source = entry.file;
        case TARGET -> target = entry.file;
        case KEPT -> kept = true;
      }
    }

    void end() throws IOException {
      if (path != null) {
        sink.accept(
            new Sighting(
                path,
                Optional.ofNullable(need),
                Optional.ofNullable(source),
                Optional.ofNullable(target),
                kept));
      }
      path = null;
      need = null;
      source = null;
      target = null;
      kept = false;
    }
  }
}
