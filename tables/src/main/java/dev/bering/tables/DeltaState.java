package dev.bering.tables;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.data.FilteredColumnarBatch;
import io.delta.kernel.data.Row;
import io.delta.kernel.engine.Engine;
import io.delta.kernel.internal.actions.AddFile;
import io.delta.kernel.internal.util.VectorUtils;
import io.delta.kernel.utils.CloseableIterator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The newest version of a Delta table as its writer has to know it.
 *
 * @param tableId {@code metaData.id}
 * @param schemaJson {@code metaData.schemaString}
 * @param features every reader and writer feature that the protocol names
 * @param files live files, in no order
 * @param fileWithDeletedRows the path of a file that a deletion vector belongs to; empty if none
 * @param note the writer's note; empty if it has none
 */
public record DeltaState(
    long version,
    String tableId,
    String schemaJson,
    Set<String> features,
    List<LiveFile> files,
    Optional<String> fileWithDeletedRows,
    Optional<String> note) {

  public DeltaState {
    features = Set.copyOf(features);
    files = List.copyOf(files);
  }

  /**
   * Reads the table at the root of {@code store}.
   *
   * @param domain whose note is wanted
   * @return empty if there is no table
   * @throws UserException DELTA_UNREADABLE with what Delta Kernel says
   */
  public static Optional<DeltaState> read(Store store, String domain) throws IOException {
    if (LogListing.of(store).isEmpty()) {
      return Optional.empty();
    }
    Engine engine = KernelEngine.over(store);
    try {
      Snapshot snapshot = TableManager.loadSnapshot(KernelFiles.ROOT).build(engine);
      Set<String> features = new TreeSet<>(snapshot.getProtocol().getReaderFeatures());
      features.addAll(snapshot.getProtocol().getWriterFeatures());
      List<LiveFile> files = new ArrayList<>();
      Optional<String> deleted = Optional.empty();
      try (CloseableIterator<FilteredColumnarBatch> batches =
          snapshot.getCreateCheckpointIterator(engine)) {
        while (batches.hasNext()) {
          try (CloseableIterator<Row> rows = batches.next().getRows()) {
            while (rows.hasNext()) {
              Optional<AddFile> add = add(rows.next());
              if (add.isPresent()) {
                files.add(file(add.get()));
                if (add.get().getDeletionVector().isPresent()) {
                  deleted = Optional.of(add.get().getPath());
                }
              }
            }
          }
        }
      }
      return Optional.of(
          new DeltaState(
              snapshot.getVersion(),
              snapshot.getMetadata().getId(),
              snapshot.getMetadata().getSchemaString(),
              features,
              files,
              deleted,
              snapshot.getDomainMetadata(domain)));
    } catch (RuntimeException e) {
      if (e instanceof UserException known) {
        throw known;
      }
      throw UserException.source(
          new Problem(
              "DELTA_UNREADABLE",
              "Cannot read %s: %s.".formatted(store.name(), Failures.rootFact(e)),
              "check that the folder is a healthy Delta table that other readers can open"),
          e);
    }
  }

  private static Optional<AddFile> add(Row action) {
    int ordinal = action.getSchema().indexOf("add");
    return action.isNullAt(ordinal)
        ? Optional.empty()
        : Optional.of(new AddFile(action.getStruct(ordinal)));
  }

  private static LiveFile file(AddFile add) {
    Map<String, String> tags =
        add.getTags().map(VectorUtils::<String, String>toJavaMap).orElse(Map.of());
    return new LiveFile(
        add.getPath(),
        add.getSize(),
        add.getModificationTime(),
        add.getStatsJson().orElse(""),
        tags);
  }
}
