package dev.bering.clone.iceberg;

import dev.bering.clone.Complaints;
import dev.bering.model.Problem;
import dev.bering.stores.Failures;
import dev.bering.tables.iceberg.Manifest;
import dev.bering.tables.iceberg.Manifest.Entry;
import dev.bering.tables.iceberg.Manifest.Visitor;
import dev.bering.tables.iceberg.ManifestList;
import dev.bering.tables.iceberg.ManifestList.Item;
import dev.bering.tables.iceberg.TableMetadata.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The files that one snapshot consists of: the live entries of all its manifests. */
final class SnapshotFiles {

  private final PinnedTable table;
  private final PathMap paths;
  private final SourceFiles source;
  private final Complaints complaints;

  SnapshotFiles(PinnedTable table, PathMap paths, SourceFiles source, Complaints complaints) {
    this.table = table;
    this.paths = paths;
    this.source = source;
    this.complaints = complaints;
  }

  /** Hands on every live entry, and complains of manifests that cannot be read whole. */
  void read(Snapshot snapshot, Visitor visitor) throws IOException {
    String reading = snapshot.list().orElse("");
    List<Item> items = new ArrayList<>();
    try {
      if (snapshot.list().isPresent()) {
        Place place = paths.place(reading);
        source.in(place.root(), store -> items.addAll(ManifestList.read(store.open(place.name()))));
      } else {
        snapshot.manifests().forEach(path -> items.add(Item.unlisted(path)));
      }
      for (Item item : items) {
        reading = item.path();
        readManifest(item, visitor);
      }
    } catch (IOException e) {
      damaged("%s cannot be read: %s".formatted(reading, Failures.fact(e)));
    }
  }

  private void readManifest(Item item, Visitor visitor) throws IOException {
    if (item.encrypted()) {
      complaints.add(
          Refusals.encrypted(
              table.source().name(), "manifest %s has a key".formatted(item.path())));
      return;
    }
    Place place = paths.place(item.path());
    Map<Manifest.Status, Long> counts = new EnumMap<>(Manifest.Status.class);
    source.in(
        place.root(),
        store -> {
          Manifest.read(
              store.open(place.name()),
              entry -> {
                counts.merge(entry.status(), 1L, Long::sum);
                if (entry.isLive()) {
                  visitor.entry(readable(entry));
                }
              });
          return counts;
        });
    for (String difference : item.counts().differences(counts)) {
      damaged("manifest %s %s".formatted(item.path(), difference));
    }
  }

  private Entry readable(Entry entry) {
    if (entry.encrypted()) {
      complaints.add(
          Refusals.encrypted(table.source().name(), "file %s has a key".formatted(entry.path())));
    }
    return entry;
  }

  private void damaged(String fact) {
    complaints.add(
        new Problem(
            "CLONE_SOURCE_DAMAGED",
            "Cannot clone %s: %s.".formatted(table.source().name(), fact),
            "restore what is missing, or clone from a healthy copy of the table"));
  }
}
