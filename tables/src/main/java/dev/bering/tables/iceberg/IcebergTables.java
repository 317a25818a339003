package dev.bering.tables.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.TableSnapshot.Iceberg.Certainty;
import dev.bering.tables.iceberg.TableMetadata.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * Opens Iceberg tables on the local file system: a table's folder, or one of its metadata files.
 */
public final class IcebergTables {

  private static final int SHOWN_SNAPSHOTS = 10;

  private final Location location;
  private final Location file;
  private final Certainty certainty;
  private final TableMetadata metadata;

  private IcebergTables(
      Location location, Location file, Certainty certainty, TableMetadata metadata) {
    this.location = location;
    this.file = file;
    this.certainty = certainty;
    this.metadata = metadata;
  }

  /** Whether a path is a metadata file, by its name, or a folder that holds one. */
  public static boolean isTable(Path path) {
    if (!Files.isDirectory(path)) {
      return MetadataFiles.isMetadata(path.getFileName().toString());
    }
    if (!Files.isDirectory(path.resolve(MetadataFiles.FOLDER))) {
      return false;
    }
    try (Store store = Stores.open(Location.of(path))) {
      return !MetadataFiles.of(store).isEmpty();
    } catch (IOException e) {
      throw unreadable(Location.of(path), Failures.fact(e), e);
    }
  }

  /**
   * The current snapshot, by the current schema.
   *
   * @throws UserException ICEBERG_UNREADABLE if it is damaged, ICEBERG_AMBIGUOUS if nobody can say
   *     which metadata is current, ICEBERG_MOVED if it is a copy; with exit code 4
   *     ICEBERG_UNSUPPORTED
   */
  public static TableSnapshot.Iceberg latest(Location location) {
    IcebergTables table = open(location);
    OptionalLong current = table.metadata.currentSnapshotId();
    return table.read(
        current.isPresent() ? Optional.of(table.snapshot(current.getAsLong())) : Optional.empty(),
        table.currentSchema());
  }

  /**
   * An older snapshot that the table still has, by the schema of its time.
   *
   * @throws UserException as {@link #latest}, or ICEBERG_SNAPSHOT_MISSING
   */
  public static TableSnapshot.Iceberg at(Location location, long snapshotId) {
    IcebergTables table = open(location);
    Snapshot snapshot = table.snapshot(snapshotId);
    return table.read(Optional.of(snapshot), table.schemaOf(snapshot));
  }

  private static IcebergTables open(Location location) {
    try {
      Optional<MetadataFiles.Newest> newest =
          isFile(location) ? Optional.empty() : Optional.of(newest(location));
      Location file =
          newest.map(found -> Location.of(location + "/" + found.path())).orElse(location);
      Certainty certainty =
          newest.filter(MetadataFiles.Newest::assumed).isPresent()
              ? Certainty.ASSUMED
              : Certainty.KNOWN;
      TableMetadata metadata =
          LocalFiles.in(file.toPath(), (store, name) -> TableMetadata.read(store.open(name)));
      IcebergTables table = new IcebergTables(location, file, certainty, metadata);
      Findings findings = new Findings(location.toString());
      metadata.obstacles().forEach(findings::add);
      findings.raise();
      table.requireOwnFolder();
      return table;
    } catch (IOException e) {
      throw unreadable(location, Failures.fact(e), e);
    }
  }

  private static boolean isFile(Location location) {
    return !Files.isDirectory(location.toPath());
  }

  private static MetadataFiles.Newest newest(Location folder) throws IOException {
    try (Store store = Stores.open(folder)) {
      return MetadataFiles.of(store).newest();
    } catch (MetadataFiles.Ambiguous e) {
      throw UserException.source(
          new Problem(
              "ICEBERG_AMBIGUOUS",
              "Cannot read %s: %s.".formatted(folder, e.getMessage()),
              "name the metadata.json that the table's catalog names"),
          e);
    }
  }

  /** A table whose metadata names another place is a copy: its files lie where they lay. */
  private void requireOwnFolder() throws IOException {
    String said = metadata.location();
    if (!isIn(said)) {
      throw UserException.source(
          new Problem(
              "ICEBERG_MOVED",
              "Cannot read %s: its metadata says that the table is at %s, and names its files there."
                  .formatted(location, said),
              "name that place, or copy the table with 'bering clone', which rewrites its paths"));
    }
  }

  private boolean isIn(String said) throws IOException {
    if (!isFile(location)) {
      return isPlace(location, said);
    }
    Path folder = location.toPath().getParent();
    if (folder == null || !folder.endsWith(MetadataFiles.FOLDER)) {
      return true; // nothing but the metadata itself says where its table is
    }
    Optional<String> keptAt = metadata.metadataPath();
    return isPlace(Location.of(folder.resolve("..")), said)
        || (keptAt.isPresent() && isPlace(Location.of(folder), keptAt.get()));
  }

  private static boolean isPlace(Location location, String recorded) throws IOException {
    return RecordedPath.isSamePlace(location, Location.of(RecordedPath.canonical(recorded)));
  }

  private Snapshot snapshot(long id) {
    List<Snapshot> snapshots = metadata.snapshots();
    return snapshots.stream()
        .filter(snapshot -> snapshot.id() == id)
        .findFirst()
        .orElseThrow(
            () ->
                UserException.source(
                    new Problem(
                        "ICEBERG_SNAPSHOT_MISSING",
                        "Cannot read %s: it has no snapshot %d.".formatted(location, id),
                        snapshots.isEmpty()
                            ? "the table has no snapshots; read it without a version"
                            : "choose one that it has kept, such as " + newestOf(snapshots))));
  }

  private JsonNode schemaOf(Snapshot snapshot) {
    if (snapshot.schemaId().isEmpty()) {
      return currentSchema();
    }
    int id = snapshot.schemaId().getAsInt();
    return metadata
        .schema(id)
        .orElseThrow(
            () ->
                UserException.source(
                    new Problem(
                        "ICEBERG_UNREADABLE",
                        "Cannot read %s: its snapshot %d goes by schema %d, which its metadata does not have."
                            .formatted(location, snapshot.id(), id),
                        "choose another snapshot, or read a healthy copy of the table")));
  }

  /** Without one every column would be unknown, and a table without columns is none. */
  private JsonNode currentSchema() {
    JsonNode schema = metadata.currentSchema();
    if (schema.path("fields").isArray()) {
      return schema;
    }
    throw UserException.source(
        new Problem(
            "ICEBERG_UNREADABLE",
            "Cannot read %s: it goes by schema %s, which its metadata does not have."
                .formatted(location, metadata.currentSchemaId()),
            "read a healthy copy of the table"));
  }

  private static String newestOf(List<Snapshot> snapshots) {
    int from = Math.max(0, snapshots.size() - SHOWN_SNAPSHOTS);
    return snapshots.subList(from, snapshots.size()).stream()
        .map(snapshot -> Long.toString(snapshot.id()))
        .collect(Collectors.joining(", "));
  }

  private TableSnapshot.Iceberg read(Optional<Snapshot> snapshot, JsonNode schema) {
    Findings findings = new Findings(location.toString());
    try {
      return new SnapshotReader(location, file, certainty, metadata, schema, findings)
          .read(snapshot);
    } catch (IOException e) {
      throw unreadable(location, Failures.fact(e), e);
    }
  }

  private static UserException unreadable(Location location, String fact, IOException e) {
    return UserException.source(
        new Problem(
            "ICEBERG_UNREADABLE",
            "Cannot read %s: %s.".formatted(location, fact.replaceFirst("[.]$", "")),
            "check that it is a healthy Iceberg table that other readers can open"),
        e);
  }
}
