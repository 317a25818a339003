package dev.bering.clone.iceberg;

import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.clone.Texts;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Brings together what a table needs, what the source holds and what the target holds: a few files
 * are asked for one by one, many are found by listing, sorting and merging.
 */
final class Sightings {

  /** Up to so many files it is cheaper to ask for each than to list whole stores. */
  private static final int ASK_UP_TO = 1_000;

  /** Everything that is known about one path of the target. */
  record Sighting(
      String path, Optional<Need> need, OptionalLong sourceBytes, OptionalLong targetBytes) {}

  /** Hears of a file that the source lets nobody look at, of which nothing else is told. */
  interface Refusal {
    void of(Need need, AccessDeniedException e) throws IOException;
  }

  private enum Side {
    NEED,
    SOURCE,
    TARGET
  }

  /**
   * A record of the sort; the source's files are known by root and name, which becomes a path of
   * the target only by the need that names them.
   */
  private record Entry(String key, Side side, @Nullable Need need, long sizeBytes) {}

  private static final Sorter.Format<Entry> FORMAT =
      new Sorter.Format<>() {
        @Override
        public void write(Entry entry, DataOutputStream out) throws IOException {
          out.writeUTF(entry.side.name());
          Texts.write(out, entry.key);
          out.writeLong(entry.sizeBytes);
          if (entry.need != null) {
            Need.FORMAT.write(entry.need, out);
          }
        }

        @Override
        public Entry read(DataInputStream in) throws IOException {
          Side side = Side.valueOf(in.readUTF());
          String key = Texts.read(in);
          long sizeBytes = in.readLong();
          return new Entry(key, side, side == Side.NEED ? Need.FORMAT.read(in) : null, sizeBytes);
        }
      };

  private final SourceFiles source;
  private final Store target;
  private final Staging staging;
  private final Refusal refusal;

  Sightings(SourceFiles source, Store target, Staging staging, Refusal refusal) {
    this.source = source;
    this.target = target;
    this.staging = staging;
    this.refusal = refusal;
  }

  /** Hands on every file that is needed, with what both sides hold, in order of path. */
  void drain(Needs needs, Needs.Collision collision, Sorter.Sink<Sighting> sink)
      throws IOException {
    if (needs.count() > ASK_UP_TO) {
      list(
          needs,
          collision,
          sighting -> {
            if (sighting.need().isPresent()) {
              sink.accept(sighting);
            }
          });
      return;
    }
    List<Need> few = new ArrayList<>();
    needs.drain(few::add, collision);
    for (Need need : few) {
      Optional<OptionalLong> sourceBytes = atSource(need);
      if (sourceBytes.isPresent()) {
        sink.accept(
            new Sighting(
                need.path(),
                Optional.of(need),
                sourceBytes.get(),
                size(target.status(need.path()))));
      }
    }
  }

  /** As {@link #drain}, and with what the target holds and the table does not need. */
  void drainAll(Needs needs, Needs.Collision collision, Sorter.Sink<Sighting> sink)
      throws IOException {
    list(needs, collision, sink);
  }

  private void list(Needs needs, Needs.Collision collision, Sorter.Sink<Sighting> sink)
      throws IOException {
    Sorter<Entry> byOrigin = sorter();
    needs.drain(
        need ->
            byOrigin.add(
                new Entry(key(need.place().root(), need.place().name()), Side.NEED, need, -1)),
        collision);
    for (String root : needs.roots()) {
      Store.Visitor visitor =
          file ->
              byOrigin.add(new Entry(key(root, file.path()), Side.SOURCE, null, file.sizeBytes()));
      source.in(
          root,
          store -> {
            if (needs.isDeep(root)) {
              store.walk("", visitor);
            } else {
              for (StoredFile file : store.list("")) {
                visitor.file(file);
              }
            }
            return root;
          });
    }
    Sorter<Entry> byPath = sorter();
    new Grouping(
            group -> {
              for (Need need : group.needs) {
                // What a listing did not show may still be there, behind a link.
                Optional<OptionalLong> size =
                    group.sourceBytes < 0
                        ? atSource(need)
                        : Optional.of(OptionalLong.of(group.sourceBytes));
                if (size.isPresent()) {
                  byPath.add(new Entry(need.path(), Side.NEED, need, size.get().orElse(-1)));
                }
              }
            })
        .drain(byOrigin);
    target.walk(
        "",
        file -> {
          if (!file.path().startsWith(Store.OWN_FOLDER + "/")) {
            byPath.add(new Entry(file.path(), Side.TARGET, null, file.sizeBytes()));
          }
        });
    new Grouping(
            group ->
                sink.accept(
                    new Sighting(
                        group.key,
                        group.needs.stream().findFirst(),
                        known(group.sourceBytes),
                        known(group.targetBytes))))
        .drain(byPath);
  }

  /** How long the file is, if it is there; empty if nobody may look, which has been told then. */
  private Optional<OptionalLong> atSource(Need need) throws IOException {
    try {
      return Optional.of(size(source.status(need.place())));
    } catch (AccessDeniedException e) {
      refusal.of(need, e);
      return Optional.empty();
    }
  }

  private Sorter<Entry> sorter() {
    return new Sorter<>(
        staging,
        FORMAT,
        Comparator.comparing(Entry::key).thenComparing(Entry::side),
        RunLength.ofThisProcess());
  }

  private static String key(String root, String name) {
    return root.endsWith("/") ? root + name : root + "/" + name;
  }

  private static OptionalLong size(Optional<StoredFile> file) {
    return file.isPresent() ? OptionalLong.of(file.get().sizeBytes()) : OptionalLong.empty();
  }

  private static OptionalLong known(long size) {
    return size < 0 ? OptionalLong.empty() : OptionalLong.of(size);
  }

  /** All entries of one key; a file of the source may be needed under several paths. */
  private static final class Group {
    private final String key;
    private final List<Need> needs = new ArrayList<>();
    private long sourceBytes = -1;
    private long targetBytes = -1;

    Group(String key) {
      this.key = key;
    }

    void take(Entry entry) {
      switch (entry.side) {
        case NEED -> {
          Optional.ofNullable(entry.need).ifPresent(needs::add);
          sourceBytes = Math.max(sourceBytes, entry.sizeBytes);
        }
        case SOURCE -> sourceBytes = entry.sizeBytes;
        case TARGET -> targetBytes = entry.sizeBytes;
      }
    }
  }

  private static final class Grouping {
    private final Sorter.Sink<Group> sink;
    private @Nullable Group group;

    Grouping(Sorter.Sink<Group> sink) {
      this.sink = sink;
    }

    void drain(Sorter<Entry> entries) throws IOException {
      entries.drain(
          entry -> {
            Group current = group;
            if (current == null || !current.key.equals(entry.key)) {
              end();
              current = new Group(entry.key);
              group = current;
            }
            current.take(entry);
          });
      end();
    }

    private void end() throws IOException {
      if (group != null) {
        sink.accept(group);
      }
    }
  }
}
