package dev.bering.clone.delta;

import dev.bering.clone.ClonePlaces;
import dev.bering.clone.ClonePlan;
import dev.bering.clone.FileCopy;
import dev.bering.clone.FileList;
import dev.bering.clone.Publication;
import dev.bering.clone.Staging;
import dev.bering.clone.TargetMark;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.ContentHash;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.DeltaFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Moves the checkpoints of the streams that write or read a Delta table together with the table, so
 * that a stream that was stopped goes on at the target with no row lost or doubled.
 *
 * <p>The checkpoint is planned <em>and copied</em> before the table is planned. Then it can only be
 * behind the table: the stream repeats a batch, and the sink knows by its transaction identifier
 * that it has it. A checkpoint that is ahead of its table would pass over rows for ever. {@link
 * #verify} looks at the two copies afterwards.
 */
public final class StreamPlanner {

  /** Where streams keep their checkpoints inside a table; readers and VACUUM pass over it. */
  public static final String FOLDER = "_checkpoints";

  private final Function<Location, Store> stores;

  /** A planner over stores that {@code stores} opens. */
  public StreamPlanner(Function<Location, Store> stores) {
    this.stores = stores;
  }

  /**
   * A checkpoint to move.
   *
   * @param source where the stream has it
   * @param target where the copy goes
   */
  public record Move(Location source, Location target) {}

  /**
   * Plans the copy of one checkpoint.
   *
   * @throws UserException CHECKPOINT_UNREADABLE, CHECKPOINT_FOREIGN if the stream neither writes
   *     nor reads the table, CHECKPOINT_NEEDS_REPLICA, CHECKPOINT_BUSY if the stream is running,
   *     CLONE_TARGET_AHEAD if the copy has gone on by itself
   */
  public ClonePlan plan(Move move, Location table, Location targetTable, ClonePlan.Mode mode) {
    Staging staging = new Staging();
    boolean done = false;
    try (Store from = stores.apply(move.source());
        Store to = stores.apply(move.target());
        Store tableStore = stores.apply(table)) {
      ClonePlaces.check(move.source(), move.target());
      StreamCheckpoint checkpoint = StreamCheckpoint.read(move.source(), from);
      checkBelongs(move, checkpoint, table, tableStore, mode);
      TargetMark seen = TargetMark.of(to);
      checkTarget(move, checkpoint, to);
      ClonePlan plan = plan(move, table, targetTable, checkpoint, from, to, seen, staging);
      done = true;
      return plan;
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CHECKPOINT_UNREADABLE",
              "Cannot read streaming checkpoint %s: %s.".formatted(move.source(), Failures.fact(e)),
              "check the permissions of the folder, then run the same command again"),
          e);
    } finally {
      if (!done) {
        staging.close();
      }
    }
  }

  private static void checkBelongs(
      Move move,
      StreamCheckpoint checkpoint,
      Location table,
      Store tableStore,
      ClonePlan.Mode mode) {
    DeltaFacts facts = DeltaFacts.of(table, tableStore);
    boolean reads =
        checkpoint.reads().stream().anyMatch(read -> read.tableId().equals(facts.tableId()));
    if (!reads && facts.transaction(checkpoint.id()).isEmpty()) {
      throw UserException.usage(
          new Problem(
              "CHECKPOINT_FOREIGN",
              "Cannot move streaming checkpoint %s with %s: its stream %s neither writes nor reads that table."
                  .formatted(move.source(), table, checkpoint.id()),
              "name the checkpoint of a stream that does, or leave it out"));
    }
    if (reads && mode != ClonePlan.Mode.REPLICA) {
      throw UserException.usage(
          new Problem(
              "CHECKPOINT_NEEDS_REPLICA",
              "Cannot move streaming checkpoint %s with %s: its stream reads the table, and a snapshot is another table to it."
                  .formatted(move.source(), table),
              "clone with --mode replica, which keeps the table's id and versions"));
    }
  }

  private static void checkTarget(Move move, StreamCheckpoint checkpoint, Store to)
      throws IOException {
    if (to.status("metadata").isEmpty()) {
      return;
    }
    StreamCheckpoint there = StreamCheckpoint.read(move.target(), to);
    boolean other = !there.id().equals(checkpoint.id());
    if (other
        || there.lastPlanned().orElse(-1) > checkpoint.lastPlanned().orElse(-1)
        || there.lastCommitted().orElse(-1) > checkpoint.lastCommitted().orElse(-1)) {
      throw UserException.usage(
          new Problem(
              other ? "CLONE_TARGET_OTHER_TABLE" : "CLONE_TARGET_AHEAD",
              other
                  ? "Cannot move streaming checkpoint %s: %s is the checkpoint of another stream (%s)."
                      .formatted(move.source(), move.target(), there.id())
                  : "Cannot move streaming checkpoint %s: the copy at %s has gone on, to batch %d."
                      .formatted(move.source(), move.target(), there.lastPlanned().orElse(-1)),
              "choose another target for the checkpoint"));
    }
  }

  private static ClonePlan plan(
      Move move,
      Location table,
      Location targetTable,
      StreamCheckpoint checkpoint,
      Store from,
      Store to,
      TargetMark seen,
      Staging staging)
      throws IOException {
    Map<Location, Location> moves = new LinkedHashMap<>();
    moves.put(move.source(), move.target());
    moves.put(table, targetTable);
    PrefixMoves prefixes = new PrefixMoves(moves);
    List<StoredFile> before = files(from);
    FileList.Builder files = new FileList.Builder(staging);
    List<Publication> publications = new ArrayList<>();
    long present = 0;
    for (StoredFile file : before) {
      Optional<StoredFile> there = to.status(file.path());
      if (isText(file.path())) {
        Path staged = staging.newFile("checkpoint");
        try (InputStream in = from.open(file.path())) {
          Files.write(staged, prefixes.apply(in.readAllBytes()));
        }
        if (there.isPresent()
            && to.hash(file.path()).equals(ContentHash.of(() -> Files.newInputStream(staged)))) {
          present++;
        } else {
          publications.add(
              new Publication.Written(
                  file.path(),
                  Files.size(staged),
                  file.modified(),
                  Publication.Rule.REPLACE,
                  () -> Files.newInputStream(staged)));
        }
      } else if (there.isPresent()
          && there.get().sizeBytes() == file.sizeBytes()
          && to.hash(file.path()).equals(from.hash(file.path()))) {
        present++;
      } else {
        files.add(FileCopy.of(file.path(), file.sizeBytes()));
      }
    }
    checkQuiet(move, before, files(from));
    return new ClonePlan(
        move.source(),
        move.target(),
        ClonePlan.Mode.FILES,
        "streaming checkpoint " + checkpoint.id(),
        checkpoint.id(),
        "batch " + checkpoint.lastCommitted().orElse(-1),
        to.status("metadata").isPresent() ? Optional.of("an earlier batch") : Optional.empty(),
        seen,
        files.build(),
        publications,
        present,
        Map.of(),
        List.of(),
        staging);
  }

  /**
   * State before offsets, offsets before commits, each in the order of batches; the stream's name
   * first of all: a folder without it would become another stream's.
   */
  private static List<StoredFile> files(Store store) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    store.walk(
        "",
        file -> {
          String name = file.path().substring(file.path().lastIndexOf('/') + 1);
          if (!name.startsWith(".") && !file.path().startsWith(Store.OWN_FOLDER + "/")) {
            files.add(file);
          }
        });
    files.sort(
        Comparator.<StoredFile>comparingInt(file -> rank(file.path()))
            .thenComparing(
                file -> file.path().replaceFirst("(\\d{1,18})$", "00000000000000000000$1").length())
            .thenComparing(StoredFile::path));
    return files;
  }

  private static int rank(String path) {
    if (path.equals("metadata")) {
      return 0;
    }
    if (path.startsWith("offsets/")) {
      return 2;
    }
    return path.startsWith("commits/") ? 3 : 1;
  }

  /** What may name locations; state is binary and names none. */
  private static boolean isText(String path) {
    return !path.startsWith("state/");
  }

  private static void checkQuiet(Move move, List<StoredFile> before, List<StoredFile> after) {
    Map<String, StoredFile> earlier =
        before.stream().collect(Collectors.toMap(StoredFile::path, file -> file));
    Map<String, StoredFile> later = new HashMap<>();
    after.forEach(file -> later.put(file.path(), file));
    if (!earlier.equals(later)) {
      throw UserException.temporary(
          new Problem(
              "CHECKPOINT_BUSY",
              "Cannot move streaming checkpoint %s: it changed while it was read, so its stream is running."
                  .formatted(move.source()),
              "stop the stream, then run the same command again"),
          new IOException("changed: " + move.source()));
    }
  }

  /**
   * Looks whether the copy of a checkpoint fits the copy of its table.
   *
   * @throws UserException CHECKPOINT_AHEAD if the stream would pass over rows
   */
  public void verify(Move move, Location table, Location targetTable) {
    try (Store checkpointStore = stores.apply(move.target());
        Store sourceStore = stores.apply(table);
        Store tableStore = stores.apply(targetTable)) {
      StreamCheckpoint checkpoint = StreamCheckpoint.read(move.target(), checkpointStore);
      DeltaFacts facts = DeltaFacts.of(targetTable, tableStore);
      OptionalLong transaction = facts.transaction(checkpoint.id());
      boolean writes = DeltaFacts.of(table, sourceStore).transaction(checkpoint.id()).isPresent();
      long committed = checkpoint.lastCommitted().orElse(-1);
      if (writes && committed > transaction.orElse(-1)) {
        throw ahead(
            move,
            transaction.isPresent()
                ? "batch %d has ended, and the table holds batches up to %d"
                    .formatted(committed, transaction.getAsLong())
                : "batch %d has ended, and the table holds none of the stream's batches"
                    .formatted(committed));
      }
      for (StreamCheckpoint.TableOffset read : checkpoint.reads()) {
        if (read.tableId().equals(facts.tableId()) && read.needsVersion() > facts.version()) {
          throw ahead(
              move,
              "it has read version %d, and the table is at version %d"
                  .formatted(read.needsVersion(), facts.version()));
        }
      }
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "CHECKPOINT_UNREADABLE",
              "Cannot read streaming checkpoint %s: %s.".formatted(move.target(), Failures.fact(e)),
              "check the permissions of the folder, then run the same command again"),
          e);
    }
  }

  private static UserException ahead(Move move, String fact) {
    return UserException.temporary(
        new Problem(
            "CHECKPOINT_AHEAD",
            "Cannot trust streaming checkpoint %s: %s.".formatted(move.target(), fact),
            "do not start the stream there; stop it at the source and run the same command again"),
        new IOException("ahead: " + move.target()));
  }
}
