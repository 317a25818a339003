package dev.bering.clone.iceberg;

import dev.bering.clone.CheckReport;
import dev.bering.clone.CheckReport.Entry;
import dev.bering.clone.CheckReport.Mark;
import dev.bering.clone.Complaints;
import dev.bering.clone.Staging;
import dev.bering.clone.iceberg.Reach.ListFile;
import dev.bering.clone.iceberg.Reach.ManifestFile;
import dev.bering.clone.iceberg.Sightings.Sighting;
import dev.bering.clone.iceberg.TableReader.Depth;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.iceberg.MetadataFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Compares an Iceberg table with its replica: every file that the source's retained snapshots
 * reach, by hash of the bytes on both sides; of files that the replica has in another form, by hash
 * of what the clone would write now. So every path and every recorded length is compared too.
 */
public final class IcebergCheck {

  private final Progress progress;
  private final Function<Location, Store> stores;

  /** A check that tells {@code progress} how far it is. */
  public IcebergCheck(Progress progress) {
    this(progress, Stores::open);
  }

  /** A check over stores that {@code stores} opens. */
  public IcebergCheck(Progress progress, Function<Location, Store> stores) {
    this.progress = progress;
    this.stores = stores;
  }

  /** As {@link #check(IcebergSource, Location, IcebergOptions)}, for a folder or a file. */
  public CheckReport check(Location source, Location target, IcebergOptions options) {
    return check(IcebergSource.at(source), target, options);
  }

  /**
   * Compares two tables. Reads everything on both sides, writes nothing. Files at the target that
   * no retained snapshot of the source reaches are of snapshots that have expired there; they are
   * counted, and no difference.
   *
   * @throws UserException CHECK_MISSING, or the reasons why the source cannot be read
   */
  public CheckReport check(IcebergSource source, Location target, IcebergOptions options) {
    try (Staging staging = new Staging();
        Store to = stores.apply(target)) {
      PinnedTable table = PinnedTable.of(source, stores);
      IcebergTarget state = IcebergTarget.of(to, target);
      if (state.newest().isEmpty()) {
        throw UserException.source(
            new Problem(
                "CHECK_MISSING",
                "Cannot check %s: it has no metadata.json, so it is no Iceberg table."
                    .formatted(target),
                "name the folder that holds the table's metadata folder"));
      }
      return new Checking(
              table, target, to, state, table.paths(target, options, state.record()), staging)
          .check();
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CHECK_UNREADABLE",
              "Cannot check %s: %s.".formatted(source.name(), Failures.fact(e)),
              "check the permissions of both folders"),
          e);
    }
  }

  /** What a file of the replica must hold. */
  private interface Hash {
    ContentHash hash() throws IOException;
  }

  /** One check under way. */
  private final class Checking {
    private final PinnedTable table;
    private final Location target;
    private final Store to;
    private final IcebergTarget state;
    private final PathMap paths;
    private final Staging staging;
    private final SourceFiles source = new SourceFiles(stores);
    private final Map<String, Content> expected = new HashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private long same;
    private long kept;

    Checking(
        PinnedTable table,
        Location target,
        Store to,
        IcebergTarget state,
        PathMap paths,
        Staging staging) {
      this.table = table;
      this.target = target;
      this.to = to;
      this.state = state;
      this.paths = paths;
      this.staging = staging;
    }

    CheckReport check() throws IOException {
      Complaints complaints = new Complaints();
      TargetFiles targetFiles = new TargetFiles(to);
      Needs needs = new Needs(staging);
      TableReader reader =
          new TableReader(table, paths, source, targetFiles, Depth.ALL, complaints, progress);
      Reach reach = reader.read(needs);
      Rewrites rewrites =
          new Rewrites(paths, source, target.toString(), targetFiles, reach.manifests(), staging);
      expect(reach, rewrites);
      for (Map.Entry<String, Content> file : expected.entrySet()) {
        compare(file.getKey(), () -> ContentHash.of(file.getValue()));
      }
      try (Progress.Step step = progress.begin("comparing files", 0, Progress.Unit.BYTES)) {
        new Sightings(
                source,
                to,
                staging,
                (need, e) -> {
                  throw e;
                })
            .drainAll(
                needs,
                (one, other) -> reader.collision(one.place(), other.place()),
                sighting -> {
                  compare(sighting, rewrites);
                  step.advance(sighting.sourceBytes().orElse(0));
                });
      }
      complaints.raise(table.source().name());
      entries.sort(Comparator.comparing(Entry::path));
      return new CheckReport(
          Location.of(table.root(paths).toString()), target, table.state(), same, kept, entries);
    }

    /** The files that the clone writes itself. */
    private void expect(Reach reach, Rewrites rewrites) throws IOException {
      for (ManifestFile manifest : reach.manifests().values()) {
        if (manifest.sizeBytes().isPresent()) {
          expected.put(manifest.place().path(), rewrites.manifest(manifest.place()));
        }
      }
      for (ListFile list : reach.lists()) {
        expected.put(list.place().path(), rewrites.list(list.place()));
      }
      String newest = state.newestPublished().or(state::newest).orElseThrow();
      byte[] metadata =
          MovedMetadata.of(table.metadata(), paths, reach.dropped(), reach.lostStatistics());
      expected.put(newest, () -> new ByteArrayInputStream(metadata));
      byte[] hint =
          Long.toString(MetadataFiles.number(IcebergTarget.nameOf(newest)))
              .getBytes(StandardCharsets.UTF_8);
      expected.put(MetadataFiles.HINT, () -> new ByteArrayInputStream(hint));
    }

    private void compare(Sighting sighting, Rewrites rewrites) {
      String path = sighting.path();
      if (sighting.need().isEmpty()) {
        unneeded(path);
        return;
      }
      Need need = sighting.need().get();
      if (sighting.sourceBytes().isEmpty()) {
        if (need.live()) {
          entries.add(new Entry(Mark.ERROR, path, "gone at the source, where it is needed"));
        } else {
          kept++;
        }
        return;
      }
      if (need.isRewritten()) {
        compare(path, () -> ContentHash.of(rewrites.positionDeletes(need)));
      } else {
        Place place = need.place();
        compare(path, () -> source.in(place.root(), store -> store.hash(place.name())));
      }
    }

    private void unneeded(String path) {
      String name = IcebergTarget.nameOf(path);
      if (expected.containsKey(path) || (name.startsWith(".") && name.endsWith(".crc"))) {
        return; // compared already, or the checksum that Hadoop keeps beside a file
      }
      if (!name.endsWith(".metadata.json")) {
        kept++;
      } else if (!state.record().published().containsKey(path)) {
        entries.add(new Entry(Mark.TARGET_ONLY, path, "not at the source"));
      }
    }

    private void compare(String path, Hash source) {
      Optional<Entry> difference;
      try {
        difference = difference(path, source);
      } catch (IOException e) {
        difference = Optional.of(new Entry(Mark.ERROR, path, Failures.fact(e)));
      }
      difference.ifPresent(entries::add);
      same += difference.isEmpty() ? 1 : 0;
    }

    private Optional<Entry> difference(String path, Hash source) throws IOException {
      if (to.status(path).isEmpty()) {
        return Optional.of(new Entry(Mark.SOURCE_ONLY, path, "not at the target"));
      }
      ContentHash ours = source.hash();
      ContentHash theirs = to.hash(path);
      if (ours.equals(theirs)) {
        return Optional.empty();
      }
      return Optional.of(
          new Entry(
              Mark.DIFFERENT,
              path,
              ours.sizeBytes() == theirs.sizeBytes()
                  ? "same size, other content"
                  : "%d bytes, at the target %d".formatted(ours.sizeBytes(), theirs.sizeBytes())));
    }
  }
}
