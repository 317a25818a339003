package dev.bering.clone.iceberg;

import dev.bering.clone.ClonePlan;
import dev.bering.clone.Complaints;
import dev.bering.clone.FileList;
import dev.bering.clone.Publication;
import dev.bering.clone.Staging;
import dev.bering.clone.Tally;
import dev.bering.clone.iceberg.Reach.ListFile;
import dev.bering.clone.iceberg.Reach.ManifestFile;
import dev.bering.clone.iceberg.Sightings.Sighting;
import dev.bering.clone.iceberg.TableReader.Depth;
import dev.bering.model.Counts;
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
import java.nio.file.AccessDeniedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Works out what has to be copied and rewritten so that a target becomes a replica of an Iceberg
 * table: the same id, snapshots, branches, tags, sequence numbers and row lineage, with every path
 * below the target.
 *
 * <p>The order of the publications keeps readers from seeing a part: rewritten position deletes,
 * manifests, manifest lists, then the metadata file that names them all, then {@code
 * version-hint.text}. Source: Iceberg spec, "Table Metadata", "Manifests", "Delete Formats".
 */
public final class IcebergPlanner {

  private final Progress progress;
  private final Function<Location, Store> stores;

  /** A planner that tells {@code progress} how far it is. */
  public IcebergPlanner(Progress progress) {
    this(progress, Stores::open);
  }

  /** A planner over stores that {@code stores} opens. */
  public IcebergPlanner(Progress progress, Function<Location, Store> stores) {
    this.progress = progress;
    this.stores = stores;
  }

  /**
   * Plans a replica of the table in a folder, or at one metadata file.
   *
   * @throws UserException with every reason why there can be none; the codes begin with CLONE_
   */
  public ClonePlan plan(Location source, Location target, IcebergOptions options) {
    return plan(IcebergSource.at(source), target, options);
  }

  /**
   * Plans a replica. Reads both sides, writes nothing at either; what does not fit in memory is
   * kept on this machine's disk until the plan is closed. A target that clones have filled is
   * brought up to date: what it holds is neither read nor copied again.
   *
   * @throws UserException with every reason why there can be none; the codes begin with CLONE_
   */
  public ClonePlan plan(IcebergSource source, Location target, IcebergOptions options) {
    Staging staging = new Staging();
    boolean done = false;
    try (Store to = stores.apply(target)) {
      PinnedTable table = PinnedTable.of(source, stores);
      IcebergTarget state = IcebergTarget.of(to, target);
      PathMap paths = table.paths(target, options, state.record());
      table.checkPlaces(target, paths);
      state.check(table);
      ClonePlan plan = new Planning(table, target, to, state, paths, staging).plan();
      done = true;
      return plan;
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CLONE_UNREADABLE",
              "Cannot clone %s: %s.".formatted(source.name(), Failures.fact(e)),
              "check the permissions of both folders, then run the same command again"),
          e);
    } finally {
      if (!done) {
        staging.close();
      }
    }
  }

  /** One plan in the making. */
  private final class Planning {
    private final PinnedTable table;
    private final Location target;
    private final Store to;
    private final IcebergTarget state;
    private final PathMap paths;
    private final Staging staging;
    private final Location root;
    private final Instant modified;
    private final Complaints complaints = new Complaints();
    private final SourceFiles source = new SourceFiles(stores);
    private final List<Need> deletes = new ArrayList<>();
    private final Tally holes = new Tally();
    private final Tally lost = new Tally();
    private long present;

    Planning(
        PinnedTable table,
        Location target,
        Store to,
        IcebergTarget state,
        PathMap paths,
        Staging staging)
        throws IOException {
      this.table = table;
      this.target = target;
      this.to = to;
      this.state = state;
      this.paths = paths;
      this.staging = staging;
      this.root = table.root(paths);
      this.modified = Instant.ofEpochMilli(table.metadata().lastUpdatedMs());
    }

    ClonePlan plan() throws IOException {
      TargetFiles targetFiles = new TargetFiles(to);
      Depth depth = state.record().holes() ? Depth.ALL : Depth.NEW;
      TableReader reader =
          new TableReader(table, paths, source, targetFiles, depth, complaints, progress);
      Needs needs = new Needs(staging);
      Reach reach = reader.read(needs);
      FileList files = files(needs, reader);
      complain();
      Rewrites rewrites =
          new Rewrites(paths, source, target.toString(), targetFiles, reach.manifests(), staging);
      List<Publication> publications = new ArrayList<>();
      for (Need need : deletes) {
        publications.add(
            written(need.path(), Math.max(0, need.sizeBytes()), rewrites.positionDeletes(need)));
      }
      for (ManifestFile manifest : reach.manifests().values()) {
        Place place = manifest.place();
        if (!targetFiles.has(place.path())) {
          publications.add(
              written(place.path(), manifest.sizeBytes().orElse(0), rewrites.manifest(place)));
        }
      }
      for (ListFile list : reach.lists()) {
        if (!targetFiles.has(list.place().path())) {
          publications.add(
              written(list.place().path(), list.sizeBytes(), rewrites.list(list.place())));
        }
      }
      publish(
          MovedMetadata.of(table.metadata(), paths, reach.dropped(), reach.lostStatistics()),
          publications);
      return new ClonePlan(
          root,
          target,
          ClonePlan.Mode.REPLICA,
          "Iceberg table " + table.metadata().tableId(),
          table.metadata().tableId(),
          table.state(),
          targetState(),
          state.mark(),
          files,
          publications,
          present,
          paths.relocations(),
          new PlanNotes(table, paths).of(reach, holes),
          staging);
    }

    private Optional<String> targetState() throws IOException {
      Optional<String> newest = state.newest();
      return newest.isPresent()
          ? Optional.of(state.read(newest.get()).state(IcebergTarget.nameOf(newest.get())))
          : Optional.empty();
    }

    /** Files that only history needs go first: they are what expiry at the source takes next. */
    private FileList files(Needs needs, TableReader reader) throws IOException {
      FileList.Builder historical = new FileList.Builder(staging);
      FileList.Builder live = new FileList.Builder(staging);
      new Sightings(source, to, staging, this::denied)
          .drain(
              needs,
              (one, other) -> reader.collision(one.place(), other.place()),
              sighting -> {
                Need need = sighting.need().orElseThrow();
                if (!wanted(need, sighting)) {
                  return;
                }
                if (need.isRewritten()) {
                  deletes.add(need);
                } else {
                  (need.live() ? live : historical)
                      .add(need.place().copy(root, sighting.sourceBytes().orElseThrow()));
                }
              });
      return FileList.concat(historical.build(), live.build());
    }

    /** Whether a file is to be made at the target; otherwise it is there, or it is gone. */
    private boolean wanted(Need need, Sighting sighting) {
      if (sighting.sourceBytes().isEmpty() && sighting.targetBytes().isEmpty()) {
        (need.live() ? lost : holes).add(need.path());
        return false;
      }
      long stored = sighting.sourceBytes().orElseGet(() -> sighting.targetBytes().orElseThrow());
      if (need.live() && !need.fits(stored)) {
        complaints.add(
            damaged(
                "file %s has %d bytes, but its manifest says %d"
                    .formatted(need.path(), stored, need.sizeBytes())));
        return false;
      }
      if (sighting.targetBytes().isEmpty()) {
        return true;
      }
      if (!need.isRewritten() && sighting.targetBytes().getAsLong() != stored) {
        throw UserException.usage(
            new Problem(
                "CLONE_TARGET_FILE_DIFFERS",
                "Cannot clone to %s: its file %s is not the source's (%d bytes against %d)."
                    .formatted(target, need.path(), sighting.targetBytes().getAsLong(), stored),
                "clone into a new folder, or remove the file if nobody needs it"));
      }
      present++;
      return false;
    }

    /** Whether it is there, nobody may say: it can be neither copied nor left out as a hole. */
    private void denied(Need need, AccessDeniedException e) {
      complaints.add(
          new Problem(
              "CLONE_SOURCE_DENIED",
              "Cannot clone %s: %s, which %s."
                  .formatted(
                      table.source().name(),
                      Failures.fact(e),
                      need.live() ? "its branches and tags need" : "only older snapshots need"),
              "let the login read it; on S3 that takes s3:ListBucket too, without which a file"
                  + " that is gone looks forbidden"));
    }

    private void complain() {
      if (lost.count() > 0) {
        complaints.add(
            damaged(
                "its branches and tags need %s that %s not there, such as %s"
                    .formatted(
                        Counts.of(lost.count(), "file"),
                        lost.count() == 1 ? "is" : "are",
                        lost.examples().get(0))));
      }
      complaints.raise(table.source().name());
    }

    private Problem damaged(String fact) {
      return new Problem(
          "CLONE_SOURCE_DAMAGED",
          "Cannot clone %s: %s.".formatted(table.source().name(), fact),
          "restore what is missing, or clone from a healthy copy of the table");
    }

    private Publication written(String path, long sizeBytes, Content content) {
      return new Publication.Written(
          path, sizeBytes, modified, Publication.Rule.IF_ABSENT, content);
    }

    private Publication replaced(String path, byte[] bytes) {
      return new Publication.Written(
          path,
          bytes.length,
          modified,
          Publication.Rule.REPLACE,
          () -> new ByteArrayInputStream(bytes));
    }

    /** The record first, then what readers see, unless the target is there already. */
    private void publish(byte[] metadata, List<Publication> publications) throws IOException {
      String hash = ContentHash.of(new ByteArrayInputStream(metadata)).hex();
      Optional<String> newest = state.newest();
      boolean current =
          newest.isPresent() && hash.equals(state.record().published().get(newest.get()));
      long number =
          current
              ? state.files().highest()
              : Math.max(
                  Math.max(1, MetadataFiles.number(table.current().file().name())),
                  state.files().highest() + 1);
      String path = "%s/v%d.metadata.json".formatted(MetadataFiles.FOLDER, number);
      if (!current) {
        publications.add(written(path, metadata.length, () -> new ByteArrayInputStream(metadata)));
      }
      String hint = Long.toString(number);
      if (!state.files().hint().equals(Optional.of(hint))) {
        publications.add(replaced(MetadataFiles.HINT, hint.getBytes(StandardCharsets.UTF_8)));
      }
      Map<String, String> published = new HashMap<>(state.record().published());
      published.put(path, hash);
      ReplicaRecord record =
          new ReplicaRecord(paths.spelled(""), paths.known(), published, holes.count() > 0);
      if (!record.equals(state.record())) {
        publications.add(0, replaced(ReplicaRecord.PATH, record.bytes()));
      }
    }
  }
}
