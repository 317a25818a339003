package dev.bering.clone.iceberg;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.delta.ImageCheck;
import dev.bering.clone.delta.ImagePlanner;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Function;

/**
 * Makes a Delta table of the current snapshot of an Iceberg table without writing data anew: data
 * files are copied as they are, deletion vectors get the frame that Delta wants, and one commit
 * maps columns by Iceberg's field ids.
 */
public final class IcebergConversion {

  private final Progress progress;
  private final Function<Location, Store> stores;
  private final Clock clock;

  /** A conversion over stores that {@code stores} opens; commits bear the time of {@code clock}. */
  public IcebergConversion(Progress progress, Function<Location, Store> stores, Clock clock) {
    this.progress = progress;
    this.stores = stores;
    this.clock = clock;
  }

  /**
   * Plans a conversion, or, at a table that an earlier one has made, one commit of the difference.
   * Reads both sides, writes nothing at either.
   *
   * @throws UserException with every reason why there can be none; the codes begin with CLONE_
   */
  public ClonePlan plan(IcebergSource source, Location target, IcebergOptions options) {
    Pinned pinned = pin(source, target, options);
    return new ImagePlanner(stores, clock).plan(pinned.root(), target, pinned.id(), pinned.image());
  }

  /**
   * Compares the current snapshot of an Iceberg table with the Delta table that was made of it.
   * Reads everything on both sides, writes nothing.
   *
   * @throws UserException CHECK_MISSING, CHECK_OTHER_TABLE, CHECK_UNREADABLE, or the reasons why
   *     the source cannot be converted
   */
  public CheckReport check(IcebergSource source, Location target, IcebergOptions options) {
    Pinned pinned = pin(source, target, options);
    return new ImageCheck(progress, stores)
        .check(pinned.root(), target, pinned.id(), pinned.image());
  }

  private record Pinned(Location root, String id, IcebergImage image) {}

  private Pinned pin(IcebergSource source, Location target, IcebergOptions options) {
    try {
      PinnedTable table = PinnedTable.of(source, stores);
      PathMap paths = table.paths(target, options, ReplicaRecord.EMPTY);
      table.checkPlaces(target, paths);
      Location root = table.root(paths);
      return new Pinned(
          root,
          idOf(table.metadata().tableId()),
          new IcebergImage(table, paths, root, progress, stores));
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CLONE_UNREADABLE",
              "Cannot clone %s: %s.".formatted(source.name(), Failures.fact(e)),
              "check the permissions of both folders, then run the same command again"),
          e);
    }
  }

  /** Not the table's own: a target is either its replica or its conversion. */
  private static String idOf(String tableId) {
    return UUID.nameUUIDFromBytes(("delta " + tableId).getBytes(StandardCharsets.UTF_8)).toString();
  }
}
