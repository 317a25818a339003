package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.ClonePlaces;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.Complaints;
import dev.bering.clone.FileList;
import dev.bering.clone.Publication;
import dev.bering.clone.RunLength;
import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import dev.bering.tables.LogListing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Works out how a target becomes a Delta table with the rows of a table of another format: data
 * files are copied as they are, then one commit names them.
 *
 * <p>The first run makes version 0. A later run adds one commit of the difference between the
 * source's {@link DeltaImage} and what the target's log says. Which state of which source was
 * cloned last stands in the log, as for snapshots of Delta tables (ADR 9).
 */
public final class ImagePlanner {

  private final Function<Location, Store> stores;
  private final Clock clock;

  /** A planner over stores that {@code stores} opens; commits bear the time of {@code clock}. */
  public ImagePlanner(Function<Location, Store> stores, Clock clock) {
    this.stores = stores;
    this.clock = clock;
  }

  /**
   * Plans a conversion. Reads both sides, writes nothing at either; what does not fit in memory is
   * kept on this machine's disk until the plan is closed.
   *
   * @param sourceId what the source is known by
   * @throws UserException with every reason why there can be none; the codes begin with CLONE_
   */
  public ClonePlan plan(Location source, Location target, String sourceId, DeltaImage.Maker maker) {
    return Staging.plan(
        source,
        staging -> {
          try (Store to = stores.apply(target)) {
            ClonePlaces.check(source, target);
            return new Planning(source, target, to, sourceId, staging).plan(maker);
          }
        });
  }

  /** One plan in the making. */
  private final class Planning {
    private final Location source;
    private final Location target;
    private final Store to;
    private final String sourceId;
    private final Staging staging;
    private final Complaints complaints = new Complaints();
    private long present;

    Planning(Location source, Location target, Store to, String sourceId, Staging staging) {
      this.source = source;
      this.target = target;
      this.to = to;
      this.sourceId = sourceId;
      this.staging = staging;
    }

    ClonePlan plan(DeltaImage.Maker maker) throws IOException {
      TargetState there = TargetState.of(to, target);
      Optional<TableState> before =
          new ImageTarget(source, sourceId, target, to).newest(there, complaints, staging);
      complaints.raise(target.toString());
      DeltaImage image =
          maker.of(
              before.flatMap(TableState::metadata).map(ObjectNode::deepCopy), staging, complaints);
      complaints.raise(source.toString());
      SnapshotCommit commit =
          new SnapshotCommit(
              source,
              image.stateNumber(),
              sourceId,
              before,
              before.isPresent() ? there.version().orElseThrow() + 1 : 0,
              Instant.now(clock).truncatedTo(ChronoUnit.MILLIS));
      Path json = staging.newFile("commit");
      Reconciliation needs = new Reconciliation(staging, RunLength.ofThisProcess());
      boolean changes =
          commit.write(
              ImageTarget.state(image, staging),
              ImageTarget.protocol(image, before),
              image.metadata(),
              needs,
              json,
              staging);
      complaints.raise(source.toString());
      List<Publication> publications = new ArrayList<>();
      FileList files = files(needs, there.isMarked(), image, publications);
      if (changes) {
        publications.add(published(commit, json, image.proof()));
      }
      return new ClonePlan(
          source,
          target,
          ClonePlan.Mode.SNAPSHOT,
          image.subject(),
          sourceId,
          image.state(),
          before.map(known -> "version " + known.version()),
          there.mark(),
          files,
          publications,
          present,
          Map.of(),
          image.notes(),
          staging);
    }

    /** Only if the source still is what the commit says. */
    private Publication published(SnapshotCommit commit, Path json, DeltaImage.Proof proof)
        throws IOException {
      return new Publication.Written(
          "%s/%020d.json".formatted(LogListing.FOLDER, commit.version()),
          Files.size(json),
          commit.time(),
          Publication.Rule.IF_ABSENT,
          () -> {
            proof.require();
            return Files.newInputStream(json);
          });
    }

    /** A name stands for one content for ever, so what an earlier run has copied is still right. */
    private FileList files(
        Reconciliation needs, boolean ours, DeltaImage image, List<Publication> publications)
        throws IOException {
      Sightings sightings = new Sightings(staging, RunLength.ofThisProcess());
      needs.drain(sightings::need);
      sightings.walkTarget(to);
      FileList.Builder files = new FileList.Builder(staging);
      sightings.drain(
          sighting -> {
            if (sighting.need().isEmpty()) {
              return;
            }
            Need need = sighting.need().get();
            if (ours && sighting.target().filter(file -> need.fits(file.sizeBytes())).isPresent()) {
              present++;
            } else if (need.kind() == Need.Kind.DELETION_VECTOR) {
              publications.add(vector(need, image));
            } else {
              files.add(need.origin().copyTo(need.path(), need.sizeBytes()));
            }
          });
      return files.build();
    }

    private Publication vector(Need need, DeltaImage image) {
      Content content = image.vectors().get(need.path());
      if (content == null) {
        throw new IllegalStateException("no vector " + need.path());
      }
      return new Publication.Written(
          need.path(), need.sizeBytes(), Instant.now(clock), Publication.Rule.IF_ABSENT, content);
    }
  }
}
