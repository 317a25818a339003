package dev.bering.clone.iceberg;

import dev.bering.clone.Complaints;
import dev.bering.clone.iceberg.Reach.ListFile;
import dev.bering.clone.iceberg.Reach.ManifestFile;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.stores.Failures;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.StoreInput;
import dev.bering.tables.iceberg.Manifest;
import dev.bering.tables.iceberg.Manifest.Entry;
import dev.bering.tables.iceberg.ManifestList;
import dev.bering.tables.iceberg.ManifestList.Item;
import dev.bering.tables.iceberg.PositionDeleteFile;
import dev.bering.tables.iceberg.RecordedPath.UnusablePath;
import dev.bering.tables.iceberg.TableMetadata.Snapshot;
import dev.bering.tables.iceberg.TableMetadata.Statistics;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds every file that a table's retained snapshots reach: the live entries of all their
 * manifests, whichever snapshot added them. A file whose snapshot has expired is as live as any.
 */
final class TableReader {

  /** How much is read. */
  enum Depth {
    /** What the target has not got: what a clone has published there, it has also filled. */
    NEW,
    /** Everything that the source still holds. */
    ALL
  }

  private final PinnedTable table;
  private final PathMap paths;
  private final SourceFiles source;
  private final TargetFiles target;
  private final Depth depth;
  private final Complaints complaints;
  private final Progress progress;

  private final Map<String, ListFile> lists = new LinkedHashMap<>();
  private final Map<String, ManifestFile> manifests = new TreeMap<>();
  private final Set<Long> dropped = new TreeSet<>();
  private final Set<String> lostStatistics = new HashSet<>();

  TableReader(
      PinnedTable table,
      PathMap paths,
      SourceFiles source,
      TargetFiles target,
      Depth depth,
      Complaints complaints,
      Progress progress) {
    this.table = table;
    this.paths = paths;
    this.source = source;
    this.target = target;
    this.depth = depth;
    this.complaints = complaints;
    this.progress = progress;
  }

  /** Reads the table; every file that is reached is added to {@code needs}. */
  Reach read(Needs needs) throws IOException {
    List<Snapshot> snapshots = table.metadata().snapshots();
    Set<Long> referenced = table.metadata().referenced();
    try (Progress.Step step =
        progress.begin("reading snapshots", snapshots.size(), Progress.Unit.FILES)) {
      for (Snapshot snapshot : snapshots) {
        readSnapshot(snapshot, referenced.contains(snapshot.id()));
        step.advance(1);
      }
    }
    try (Progress.Step step =
        progress.begin("reading manifests", manifests.size(), Progress.Unit.FILES)) {
      for (ManifestFile manifest : manifests.values()) {
        if (manifest.sizeBytes().isPresent()
            && (depth == Depth.ALL || !target.has(manifest.place().path()))) {
          readManifest(manifest, needs);
        }
        step.advance(1);
      }
    }
    for (Statistics statistics : table.metadata().statistics()) {
      if (!dropped.contains(statistics.snapshotId())) {
        readStatistics(statistics, needs);
      }
    }
    return new Reach(List.copyOf(lists.values()), manifests, dropped, lostStatistics);
  }

  private void readSnapshot(Snapshot snapshot, boolean live) throws IOException {
    Map<String, ManifestFile> found = new TreeMap<>();
    Optional<ListFile> list = Optional.empty();
    String reading = snapshot.list().orElse("");
    try {
      List<Item> items = new ArrayList<>();
      if (snapshot.list().isPresent()) {
        Place place = paths.place(reading);
        if (depth == Depth.NEW && target.has(place.path())) {
          return;
        }
        list = Optional.of(readList(place, items));
      } else {
        snapshot.manifests().forEach(path -> items.add(Item.unlisted(path)));
      }
      for (Item item : items) {
        reading = item.path();
        ManifestFile manifest = manifest(item, live);
        found.put(manifest.place().path(), manifest);
      }
    } catch (NoSuchFileException e) {
      if (list.isPresent() || !isAtTarget(reading)) {
        gone(snapshot, reading, live);
      }
      return;
    } catch (UnusablePath e) {
      complaints.add(table.unusable(e));
      return;
    } catch (IOException e) {
      damaged("%s of snapshot %d cannot be read: %s".formatted(reading, snapshot.id(), fact(e)));
      return;
    }
    found.forEach(
        (path, manifest) ->
            manifests.merge(path, manifest, (one, other) -> live ? one.alive() : one));
    list.ifPresent(this::addList);
  }

  private void addList(ListFile list) {
    ListFile known = lists.putIfAbsent(list.place().path(), list);
    if (known != null && !known.place().equals(list.place())) {
      collision(known.place(), list.place());
    }
  }

  private boolean isAtTarget(String path) throws IOException {
    return target.has(paths.place(path).path());
  }

  private ListFile readList(Place place, List<Item> items) throws IOException {
    return source.in(
        place.root(),
        store -> {
          try (StoreInput in = store.open(place.name())) {
            long sizeBytes = in.sizeBytes();
            items.addAll(ManifestList.read(in));
            return new ListFile(place, sizeBytes);
          }
        });
  }

  private ManifestFile manifest(Item item, boolean live) throws IOException {
    if (item.encrypted()) {
      complaints.add(
          Refusals.encrypted(
              table.source().name(), "manifest %s has a key".formatted(item.path())));
    }
    Place place = paths.place(item.path());
    ManifestFile known = manifests.get(place.path());
    if (known != null) {
      if (!known.place().equals(place)) {
        collision(known.place(), place);
      }
      return known;
    }
    Optional<StoredFile> stored = source.status(place);
    if (stored.isEmpty() && !target.has(place.path())) {
      throw new NoSuchFileException(item.path());
    }
    return new ManifestFile(
        place,
        stored.isPresent() ? OptionalLong.of(stored.get().sizeBytes()) : OptionalLong.empty(),
        item.counts(),
        live);
  }

  private void gone(Snapshot snapshot, String path, boolean live) {
    if (live) {
      damaged(
          "snapshot %d, at which a branch, a tag or the table stands, needs %s, which is not there"
              .formatted(snapshot.id(), path));
    } else {
      dropped.add(snapshot.id());
    }
  }

  private void readManifest(ManifestFile manifest, Needs needs) throws IOException {
    Map<Manifest.Status, Long> counts = new EnumMap<>(Manifest.Status.class);
    String path = manifest.place().name();
    try {
      source.in(
          manifest.place().root(),
          store -> {
            Manifest.read(
                store.open(path),
                entry -> {
                  counts.merge(entry.status(), 1L, Long::sum);
                  if (entry.isLive()) {
                    readEntry(entry, manifest, needs);
                  }
                });
            return path;
          });
    } catch (IOException e) {
      damaged("manifest %s cannot be read: %s".formatted(path, fact(e)));
      return;
    }
    for (String difference : manifest.counts().differences(counts)) {
      damaged("manifest %s %s".formatted(path, difference));
    }
  }

  private void readEntry(Entry entry, ManifestFile manifest, Needs needs) throws IOException {
    if (entry.encrypted()) {
      complaints.add(
          Refusals.encrypted(table.source().name(), "file %s has a key".formatted(entry.path())));
    }
    if (entry.holdsPaths() && !PositionDeleteFile.isUnderstood(entry.format())) {
      complaints.add(
          new Problem(
              "CLONE_DELETES_FORMAT",
              "Cannot clone %s: its position deletes in %s are written in %s, and this version rewrites Parquet and Avro."
                  .formatted(table.source().name(), entry.path(), entry.format()),
              "rewrite the table's data files or position deletes at the source, expire the old"
                  + " snapshots, then clone"));
      return;
    }
    paths.spelledAs(entry.path());
    try {
      needs.add(
          new Need(
              paths.place(entry.path()),
              entry.holdsPaths() ? entry.format() : "",
              entry.sizeBytes(),
              manifest.live()));
    } catch (UnusablePath e) {
      complaints.add(table.unusable(e));
    }
  }

  /** Statistics are optional: what is gone or damaged is left out, not carried on. */
  private void readStatistics(Statistics statistics, Needs needs) throws IOException {
    Place place;
    try {
      place = paths.place(statistics.path());
    } catch (UnusablePath e) {
      complaints.add(table.unusable(e));
      return;
    }
    Optional<StoredFile> stored = source.status(place);
    boolean whole =
        stored.isPresent()
            ? stored.get().sizeBytes() == statistics.sizeBytes()
            : target.has(place.path());
    if (!whole) {
      lostStatistics.add(statistics.path());
    } else if (stored.isPresent()) {
      needs.add(new Need(place, "", statistics.sizeBytes(), false));
    }
  }

  void collision(Place one, Place other) {
    complaints.add(
        new Problem(
            "CLONE_PATHS_COLLIDE",
            "Cannot clone %s: %s/%s and %s/%s would both become %s."
                .formatted(
                    table.source().name(),
                    one.root(),
                    one.name(),
                    other.root(),
                    other.name(),
                    one.path()),
            "map the two folders to different folders of the target"));
  }

  private void damaged(String fact) {
    complaints.add(
        new Problem(
            "CLONE_SOURCE_DAMAGED",
            "Cannot clone %s: %s.".formatted(table.source().name(), fact),
            "restore what is missing, or clone from a healthy copy of the table"));
  }

  private static String fact(IOException e) {
    String fact = Failures.fact(e);
    return fact.endsWith(".") ? fact.substring(0, fact.length() - 1) : fact;
  }
}
