package dev.bering.clone.folder;

import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.stores.Store;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what a source has, what its target has and what the target's inventory says, path
 * by path, with no list in memory.
 */
final class Sides {

  /** All that is known of one path. */
  record Sight(
      String path, Optional<FolderFile> source, Optional<FolderFile> target, Optional<Held> held) {}

  private enum Side {
    SOURCE,
    TARGET,
    HELD
  }

  private record Entry(String path, Side side, @Nullable FolderFile file, @Nullable Held held) {}

  private static final Sorter.Format<Entry> FORMAT =
      new Sorter.Format<>() {
        @Override
        public void write(Entry entry, DataOutputStream out) throws IOException {
          out.writeUTF(entry.side.name());
          if (entry.file != null) {
            FolderFile.FORMAT.write(entry.file, out);
          }
          if (entry.held != null) {
            entry.held.write(out);
          }
        }

        @Override
        public Entry read(DataInputStream in) throws IOException {
          Side side = Side.valueOf(in.readUTF());
          return side == Side.HELD ? of(Held.read(in)) : of(side, FolderFile.FORMAT.read(in));
        }
      };

  private final Sorter<Entry> entries;

  Sides(Staging staging) {
    this.entries =
        new Sorter<>(staging, FORMAT, Comparator.comparing(Entry::path), RunLength.ofThisProcess());
  }

  private static Entry of(Side side, FolderFile file) {
    return new Entry(file.path(), side, file, null);
  }

  private static Entry of(Held held) {
    return new Entry(held.path(), Side.HELD, null, held);
  }

  void source(FolderListing listing) throws IOException {
    listing.forEach(file -> entries.add(of(Side.SOURCE, file)));
  }

  /** Every file that readers of the target see. */
  void target(Store store) throws IOException {
    store.walk(
        "",
        file -> {
          if (!HiddenNames.hide(file.path())) {
            entries.add(of(Side.TARGET, FolderFile.of(file)));
          }
        });
  }

  void inventory(Store store) throws IOException {
    Inventory.read(store, held -> entries.add(of(held)));
  }

  /** Hands on what is known of each path, in order. Call once, last. */
  void drain(Sorter.Sink<Sight> sink) throws IOException {
    Grouping grouping = new Grouping(sink);
    entries.drain(grouping::accept);
    grouping.end();
  }

  private static final class Grouping {
    private final Sorter.Sink<Sight> sink;
    private @Nullable String path;
    private @Nullable FolderFile source;
    private @Nullable FolderFile target;
    private @Nullable Held held;

    Grouping(Sorter.Sink<Sight> sink) {
      this.sink = sink;
    }

    void accept(Entry entry) throws IOException {
      if (!entry.path.equals(path)) {
        end();
        path = entry.path;
      }
      switch (entry.side) {
        case SOURCE -> source = entry.file;
        case TARGET -> target = entry.file;
        case HELD -> held = entry.held;
      }
    }

    void end() throws IOException {
      if (path != null) {
        sink.accept(
            new Sight(
                path,
                Optional.ofNullable(source),
                Optional.ofNullable(target),
                Optional.ofNullable(held)));
      }
      path = null;
      source = null;
      target = null;
      held = null;
    }
  }
}
