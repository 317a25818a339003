package dev.bering.clone.folder;

import dev.bering.clone.CheckReport;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.delta.ImageCheck;
import dev.bering.clone.delta.ImagePlanner;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Function;

/**
 * Makes a Delta table of a folder of Parquet files, such as a Hive table, without writing data
 * anew: files are copied as they are, and one commit tells their columns, partitions and
 * statistics, which come from their footers and the names of their folders.
 */
public final class FolderConversion {

  private final Progress progress;
  private final Function<Location, Store> stores;
  private final Clock clock;

  /** A conversion over stores that {@code stores} opens; commits bear the time of {@code clock}. */
  public FolderConversion(Progress progress, Function<Location, Store> stores, Clock clock) {
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
  public ClonePlan plan(Location source, Location target, ConversionOptions options) {
    return new ImagePlanner(stores, clock)
        .plan(source, target, idOf(source), new FolderImage(source, options, progress, stores));
  }

  /**
   * Compares a folder with the Delta table that was made of it. Reads everything on both sides,
   * writes nothing.
   *
   * @throws UserException CHECK_MISSING, CHECK_OTHER_TABLE, CHECK_UNREADABLE, or the reasons why
   *     the source cannot be converted
   */
  public CheckReport check(Location source, Location target) {
    return new ImageCheck(progress, stores)
        .check(
            source,
            target,
            idOf(source),
            new FolderImage(source, ConversionOptions.DEFAULT, progress, stores));
  }

  private static String idOf(Location source) {
    return UUID.nameUUIDFromBytes(("table " + source).getBytes(StandardCharsets.UTF_8)).toString();
  }
}
