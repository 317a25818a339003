package dev.bering.clone.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.Complaints;
import dev.bering.clone.FileCopy;
import dev.bering.clone.FileList;
import dev.bering.clone.Note;
import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.clone.Texts;
import dev.bering.clone.Workers;
import dev.bering.clone.delta.DeltaImage;
import dev.bering.clone.delta.DeltaImages;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.stores.Content;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.tables.ColumnType;
import dev.bering.tables.DeletionVector;
import dev.bering.tables.FooterStatistics;
import dev.bering.tables.ParquetFiles;
import dev.bering.tables.ParquetTypes;
import dev.bering.tables.iceberg.Manifest.Entry;
import dev.bering.tables.iceberg.Manifest.Vector;
import dev.bering.tables.iceberg.RecordedPath.UnusablePath;
import dev.bering.tables.iceberg.TableMetadata.Snapshot;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageType;

/**
 * The current snapshot of an Iceberg table as a Delta log would tell it. Manifests and the footers
 * of all data files are read, no rows are.
 */
final class IcebergImage implements DeltaImage.Maker {

  private static final String COMPACT =
      "rewrite the table's data files at the source so that no deletes are left, then clone";

  private final PinnedTable table;
  private final PathMap paths;
  private final Location root;
  private final Progress progress;
  private final SourceFiles source;

  IcebergImage(
      PinnedTable table,
      PathMap paths,
      Location root,
      Progress progress,
      Function<Location, Store> stores) {
    this.table = table;
    this.paths = paths;
    this.root = root;
    this.progress = progress;
    this.source = new SourceFiles(stores);
  }

  @Override
  public DeltaImage of(Optional<ObjectNode> known, Staging staging, Complaints complaints)
      throws IOException {
    return new Making(staging, complaints).image();
  }

  /** A data file with what its footer says. */
  private record Described(FileCopy file, Instant modified, String stats) {
    static final Sorter.Format<Described> FORMAT =
        new Sorter.Format<>() {
          @Override
          public void write(Described described, DataOutputStream out) throws IOException {
            FileCopy file = described.file;
            Texts.write(out, file.elsewhere().map(Location::toString).orElse(""));
            Texts.write(out, file.source());
            Texts.write(out, file.target());
            out.writeLong(file.sizeBytes());
            out.writeLong(described.modified.toEpochMilli());
            Texts.write(out, described.stats);
          }

          @Override
          public Described read(DataInputStream in) throws IOException {
            String elsewhere = Texts.read(in);
            return new Described(
                new FileCopy(
                    elsewhere.isEmpty() ? Optional.empty() : Optional.of(Location.of(elsewhere)),
                    Texts.read(in),
                    Texts.read(in),
                    in.readLong()),
                Instant.ofEpochMilli(in.readLong()),
                Texts.read(in));
          }
        };
  }

  /** One image in the making. */
  private final class Making {
    private final Complaints complaints;
    private final JsonNode schema = table.metadata().currentSchema();
    private final Set<Integer> identityPartitions = table.metadata().identityPartitions();
    private final FileList.Builder found;
    private final Map<String, VectorBlob> vectors = new HashMap<>();
    private final Sorter<Described> files;

    Making(Staging staging, Complaints complaints) {
      this.complaints = complaints;
      this.found = new FileList.Builder(staging);
      this.files =
          new Sorter<>(
              staging,
              Described.FORMAT,
              Comparator.comparing(described -> described.file().target()),
              RunLength.ofWholeActions());
    }

    DeltaImage image() throws IOException {
      ObjectNode columns =
          DeltaColumns.of(
              schema,
              fact -> complain("CLONE_COLUMN_TYPE", fact, "drop the column, or rewrite it"));
      if (schema.path("fields").isEmpty()) {
        complain(
            "CLONE_SOURCE_DAMAGED",
            "its metadata has no schema with a column",
            "restore what is missing, or clone from a healthy copy of the table");
      }
      OptionalLong current = table.metadata().currentSnapshotId();
      if (current.isPresent()) {
        read(current.getAsLong());
      }
      FileList list = found.build();
      try (Progress.Step step =
          progress.begin("reading footers", list.count(), Progress.Unit.FILES)) {
        Workers.forEach(
            list.iterator(),
            Workers.DEFAULT_THREADS,
            file -> {
              describe(file);
              step.advance(1);
            });
      }
      complaints.raise(table.source().name());
      Set<String> features = new TreeSet<>(Set.of("columnMapping"));
      if (columns.toString().contains("\"timestamp_ntz\"")) {
        features.add("timestampNtz");
      }
      Map<String, Content> vectorFiles = new HashMap<>();
      for (VectorBlob vector : vectors.values()) {
        vectorFiles.put(vector.named().relativeFile().orElseThrow(), () -> vector.open(source));
      }
      if (!vectors.isEmpty()) {
        features.add("deletionVectors");
      }
      return new DeltaImage(
          "Iceberg table " + table.metadata().tableId(),
          table.state(),
          current.orElse(0),
          features,
          DeltaImages.metadata(
              root.name(),
              columns.toString(),
              List.of(),
              Map.of(
                  "delta.columnMapping.mode",
                  "id",
                  "delta.columnMapping.maxColumnId",
                  Integer.toString(table.metadata().lastColumnId()))),
          this::drain,
          vectorFiles,
          () -> {}, // snapshots do not change
          notes());
    }

    private void read(long current) throws IOException {
      Optional<Snapshot> snapshot =
          table.metadata().snapshots().stream().filter(each -> each.id() == current).findFirst();
      if (snapshot.isEmpty()) {
        complain(
            "CLONE_SOURCE_DAMAGED",
            "its current snapshot %d is not in its metadata".formatted(current),
            "restore what is missing, or clone from a healthy copy of the table");
        return;
      }
      new SnapshotFiles(table, paths, source, complaints).read(snapshot.get(), this::entry);
    }

    private void entry(Entry entry) throws IOException {
      try {
        switch (entry.content()) {
          case DATA -> data(entry);
          case POSITION_DELETES -> deletes(entry);
          case EQUALITY_DELETES ->
              complain(
                  "CLONE_DELETES",
                  "%s deletes rows by their values, which Delta has no form for"
                      .formatted(entry.path()),
                  COMPACT);
        }
      } catch (UnusablePath e) {
        complaints.add(table.unusable(e));
      }
    }

    private void data(Entry entry) throws IOException {
      Place place = paths.place(entry.path());
      if (!entry.format().equals("PARQUET")) {
        complain(
            "CLONE_DATA_FORMAT",
            "%s is written in %s, and Delta reads Parquet".formatted(entry.path(), entry.format()),
            "rewrite the table's data files as Parquet at the source, then clone");
      } else {
        found.add(place.copy(root, entry.sizeBytes()));
      }
    }

    private void deletes(Entry entry) throws IOException {
      if (entry.vector().isEmpty()) {
        complain(
            "CLONE_DELETES",
            "%s deletes rows by their positions, in a file of its own".formatted(entry.path()),
            COMPACT);
        return;
      }
      Vector vector = entry.vector().get();
      String data = paths.place(vector.dataFile()).path();
      VectorBlob blob = new VectorBlob(paths.place(entry.path()), vector);
      if (vectors.put(data, blob) != null) {
        complain(
            "CLONE_SOURCE_DAMAGED",
            "%s has two deletion vectors".formatted(vector.dataFile()),
            COMPACT);
        return;
      }
      try {
        blob.open(source).close();
      } catch (IOException | ArithmeticException e) {
        complain(
            "CLONE_SOURCE_DAMAGED",
            "%s cannot be read: %s".formatted(entry.path(), Failures.rootFact(e)),
            "restore what is missing, or clone from a healthy copy of the table");
      }
    }

    /** Called on many threads. */
    private void describe(FileCopy file) throws IOException {
      String holder = file.elsewhere().orElse(root).toString();
      Optional<StoredFile> stored = source.in(holder, store -> store.status(file.source()));
      if (stored.isEmpty() || stored.get().sizeBytes() != file.sizeBytes()) {
        complain(
            "CLONE_SOURCE_DAMAGED",
            stored.isEmpty()
                ? "its snapshot needs %s, which is not there".formatted(file.source())
                : "file %s has %d bytes, but its manifest says %d"
                    .formatted(file.source(), stored.get().sizeBytes(), file.sizeBytes()),
            "restore what is missing, or clone from a healthy copy of the table");
        return;
      }
      ParquetMetadata footer;
      try {
        footer =
            source.in(
                holder,
                store ->
                    ParquetFiles.footer(ParquetFiles.of(store, file.source(), file.sizeBytes())));
      } catch (IOException | RuntimeException e) {
        complain(
            "CLONE_FILE_UNREADABLE",
            "%s is no Parquet file that can be read (%s)"
                .formatted(file.source(), Failures.rootFact(e)),
            "restore it, or clone from a healthy copy of the table");
        return;
      }
      MessageType stands = footer.getFileMetaData().getSchema();
      Map<String, Integer> ids =
          FileColumns.of(
              stands,
              schema,
              identityPartitions,
              fact ->
                  complain(
                      "CLONE_FILE_COLUMNS",
                      "Delta would read %s otherwise: %s".formatted(file.source(), fact),
                      "rewrite the table's data files at the source, then clone"));
      ColumnType.Struct columns =
          new ColumnType.Struct(
              ParquetTypes.of(stands, (column, fact) -> {}).fields().stream()
                  .filter(field -> ids.containsKey(field.name()))
                  .toList());
      UnaryOperator<String> physicalName =
          name -> DeltaColumns.physicalName(ids.getOrDefault(name, 0));
      String stats = FooterStatistics.json(footer, columns, physicalName);
      synchronized (files) {
        files.add(new Described(file, stored.get().modified(), stats));
      }
    }

    private void drain(Sorter.Sink<DeltaImage.File> sink) throws IOException {
      String[] last = {""};
      files.drain(
          described -> {
            String target = described.file().target();
            if (target.equals(last[0])) {
              complain(
                  "CLONE_FILE_TWICE",
                  "two files would be %s at the target, or one is in the snapshot twice"
                      .formatted(target),
                  "rewrite the table's data files at the source, then clone");
            }
            last[0] = target;
            sink.accept(file(described));
          });
    }

    private DeltaImage.File file(Described described) {
      FileCopy file = described.file();
      VectorBlob blob = vectors.get(file.target());
      ObjectNode add =
          DeltaImages.add(
              file.target(),
              Map.of(),
              file.sizeBytes(),
              described.modified(),
              blob == null ? described.stats() : DeltaImages.wide(described.stats()));
      Optional<DeletionVector> vector = Optional.ofNullable(blob).map(VectorBlob::named);
      vector.ifPresent(
          named -> DeltaImages.delete(add, named, blob == null ? 0 : blob.vector().rowCount()));
      return new DeltaImage.File(
          file.elsewhere(), file.source(), file.target(), file.sizeBytes(), vector, add);
    }

    private List<Note> notes() {
      List<Note> notes = new ArrayList<>();
      notes.add(
          new Note(
              "CLONE_SNAPSHOT_ONLY",
              "the current snapshot is converted; history, branches, tags, partitioning, sort"
                  + " orders and constraints stay behind",
              1,
              List.of()));
      PlanNotes.assumed(table).ifPresent(notes::add);
      return notes;
    }

    private void complain(String code, String fact, String hint) {
      synchronized (complaints) {
        complaints.add(
            new Problem(code, "Cannot clone %s: %s.".formatted(table.source().name(), fact), hint));
      }
    }
  }
}
