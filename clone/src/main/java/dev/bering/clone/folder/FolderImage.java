package dev.bering.clone.folder;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.Complaints;
import dev.bering.clone.Note;
import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.clone.Tally;
import dev.bering.clone.Texts;
import dev.bering.clone.Workers;
import dev.bering.clone.delta.DeltaImage;
import dev.bering.clone.delta.DeltaImages;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.tables.ColumnType;
import dev.bering.tables.DeltaTypes;
import dev.bering.tables.FooterStatistics;
import dev.bering.tables.ParquetFiles;
import dev.bering.tables.ParquetTypes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/**
 * A folder of Parquet files as a Delta log would tell it. The footers of all files are read, no
 * rows are.
 */
final class FolderImage implements DeltaImage.Maker {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The property of a table that names the partition columns whose types a person has declared. */
  private static final String DECLARED = "bering.declaredPartitionColumns";

  private static final String AT_TARGET = "the table at the target";

  private final Location source;
  private final ConversionOptions options;
  private final Progress progress;
  private final Function<Location, Store> stores;

  FolderImage(
      Location source,
      ConversionOptions options,
      Progress progress,
      Function<Location, Store> stores) {
    this.source = source;
    this.options = options;
    this.progress = progress;
    this.stores = stores;
  }

  @Override
  public DeltaImage of(Optional<ObjectNode> known, Staging staging, Complaints complaints)
      throws IOException {
    try (Store store = stores.apply(source)) {
      return new Making(store, known.map(KnownTable::of), staging, complaints).image();
    }
  }

  /** What an earlier clone has decided. */
  private record KnownTable(
      JsonNode schema, ColumnType.Struct columns, PartitionColumns.Known partitions) {

    static KnownTable of(ObjectNode metadata) {
      try {
        JsonNode schema = JSON.readTree(metadata.path("schemaString").asText());
        Map<String, ColumnType> types = new HashMap<>();
        ColumnType.Struct all = (ColumnType.Struct) DeltaTypes.parse(schema);
        all.fields().forEach(field -> types.put(field.name(), field.type()));
        Map<String, ColumnType> partitions = new LinkedHashMap<>();
        metadata
            .path("partitionColumns")
            .forEach(
                column -> {
                  ColumnType type = types.get(column.asText());
                  if (type != null) {
                    partitions.put(column.asText(), type);
                  }
                });
        Set<String> declared = new TreeSet<>();
        JSON.readTree(metadata.path("configuration").path(DECLARED).asText("[]"))
            .forEach(column -> declared.add(column.asText()));
        return new KnownTable(
            schema,
            new ColumnType.Struct(
                all.fields().stream()
                    .filter(field -> !partitions.containsKey(field.name()))
                    .toList()),
            new PartitionColumns.Known(partitions, declared));
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("schema " + metadata, e);
      }
    }
  }

  /** A file with what its footer says. */
  private record Described(FolderFile file, String stats) {
    static final Sorter.Format<Described> FORMAT =
        new Sorter.Format<>() {
          @Override
          public void write(Described described, DataOutputStream out) throws IOException {
            FolderFile.FORMAT.write(described.file, out);
            Texts.write(out, described.stats);
          }

          @Override
          public Described read(DataInputStream in) throws IOException {
            return new Described(FolderFile.FORMAT.read(in), Texts.read(in));
          }
        };
  }

  /** One image in the making. */
  private final class Making {
    private final Store store;
    private final Optional<KnownTable> known;
    private final Staging staging;
    private final Complaints complaints;
    private final PartitionColumns partitions;
    private final Sorter<Described> files;
    private final Map<ColumnType.Struct, String> schemas = new HashMap<>();
    private final Tally empty = new Tally();

    Making(Store store, Optional<KnownTable> known, Staging staging, Complaints complaints) {
      this.store = store;
      this.known = known;
      this.staging = staging;
      this.complaints = complaints;
      this.partitions = new PartitionColumns(source.toString(), complaints);
      this.files =
          new Sorter<>(
              staging,
              Described.FORMAT,
              Comparator.comparing(described -> described.file().path()),
              RunLength.ofWholeActions());
    }

    DeltaImage image() throws IOException {
      FolderListing listing = FolderSource.list(source, store, staging, complaints);
      listing.forEach(
          file -> {
            if (file.sizeBytes() > 0) {
              partitions.observe(file.path());
            }
          });
      try (Progress.Step step =
              progress.begin("reading footers", listing.count(), Progress.Unit.FILES);
          FolderListing.Reading reading = listing.read()) {
        Workers.forEach(
            reading,
            Workers.DEFAULT_THREADS,
            file -> {
              describe(file);
              step.advance(1);
            });
      }
      complaints.raise(source.toString());
      partitions.settle(options.partitionTypes(), known.map(KnownTable::partitions));
      complaints.raise(source.toString());
      StateNumber number = new StateNumber();
      listing.forEach(
          file -> {
            if (file.sizeBytes() > 0) {
              partitions.values(file.path());
              number.add(ConvertedName.of(file));
            }
          });
      ColumnType.Struct columns = columns();
      complaints.raise(source.toString());
      listing.requireSame(FolderListing.of(source, store, staging, complaints), source);
      ObjectNode schema = (ObjectNode) DeltaTypes.json(columns);
      Map<String, String> configuration = new LinkedHashMap<>();
      Set<String> features = new TreeSet<>();
      if (schema.toString().contains("\"timestamp_ntz\"")) {
        features.add("timestampNtz");
      }
      if (ColumnIds.areNeeded(schema)) {
        ColumnIds ids = new ColumnIds();
        known.ifPresent(table -> ids.know(table.schema()));
        int highest = ids.assign(schema);
        features.add("columnMapping");
        configuration.put("delta.columnMapping.mode", "name");
        configuration.put("delta.columnMapping.maxColumnId", Integer.toString(highest));
      }
      if (!partitions.declared().isEmpty()) {
        configuration.put(DECLARED, JSON.writeValueAsString(partitions.declared()));
      }
      return new DeltaImage(
          "folder " + source.name(),
          listing.state(),
          number.value(),
          features,
          DeltaImages.metadata(
              source.name(), schema.toString(), partitions.columns(), configuration),
          sink -> files.drain(described -> sink.accept(file(described))),
          Map.of(),
          () -> requireSame(listing),
          notes(listing));
    }

    private void requireSame(FolderListing listing) throws IOException {
      try (Store again = stores.apply(source)) {
        listing.requireSame(FolderListing.of(source, again, staging, new Complaints()), source);
      }
    }

    private DeltaImage.File file(Described described) {
      FolderFile file = described.file();
      String target = ConvertedName.of(file);
      return new DeltaImage.File(
          Optional.empty(),
          file.path(),
          target,
          file.sizeBytes(),
          Optional.empty(),
          DeltaImages.add(
              target,
              partitions.values(file.path()),
              file.sizeBytes(),
              file.mark().modified(),
              described.stats()));
    }

    /** Called on many threads. */
    private void describe(FolderFile file) throws IOException {
      if (file.sizeBytes() == 0) {
        synchronized (this) {
          empty.add(file.path());
        }
        return;
      }
      ParquetMetadata footer;
      try {
        footer = ParquetFiles.footer(ParquetFiles.of(store, file.path(), file.sizeBytes()));
      } catch (IOException | RuntimeException e) {
        complain(
            "CLONE_FILE_UNREADABLE",
            "%s is no Parquet file that can be read (%s)"
                .formatted(file.path(), Failures.rootFact(e)),
            "remove it from the folder, or write it anew");
        return;
      }
      if (isEncrypted(footer.getFileMetaData())) {
        complain(
            "CLONE_ENCRYPTED",
            "%s is encrypted".formatted(file.path()),
            "copy it with an engine that holds the keys");
        return;
      }
      ColumnType.Struct columns =
          ParquetTypes.of(
              footer.getFileMetaData().getSchema(),
              (column, fact) ->
                  complain(
                      "CLONE_COLUMN_TYPE",
                      "column '%s' of %s %s, which Delta has no type for"
                          .formatted(column, file.path(), fact),
                      "write the files anew with another type, or copy the folder as it is"));
      String stats = FooterStatistics.json(footer, columns, UnaryOperator.identity());
      synchronized (this) {
        schemas.merge(columns, file.path(), (one, other) -> one.compareTo(other) < 0 ? one : other);
        files.add(new Described(file, stats));
      }
    }

    private static boolean isEncrypted(FileMetaData file) {
      return file.getEncryptionType() != null
          && file.getEncryptionType() != FileMetaData.EncryptionType.UNENCRYPTED;
    }

    /** All columns: those of the files, then those of the partitions. */
    private ColumnType.Struct columns() {
      MergedSchema merged = new MergedSchema(source.toString(), complaints);
      known.ifPresent(table -> merged.add(table.columns(), AT_TARGET));
      schemas.entrySet().stream()
          .sorted(Map.Entry.comparingByValue())
          .forEach(schema -> merged.add(schema.getKey(), schema.getValue()));
      Map<String, String> inFiles = new HashMap<>();
      merged
          .columns()
          .fields()
          .forEach(field -> inFiles.put(field.name().toLowerCase(Locale.ROOT), field.name()));
      List<ColumnType.Field> fields = new ArrayList<>(merged.columns().fields());
      partitions
          .types()
          .forEach(
              (column, type) -> {
                String inFile = inFiles.get(column.toLowerCase(Locale.ROOT));
                if (inFile != null) {
                  complain(
                      "CLONE_PARTITION_IN_FILE",
                      "column '%s' is a partition, and in %s too"
                          .formatted(column, merged.placeOf(inFile)),
                      "write the files anew without the column");
                }
                fields.add(new ColumnType.Field(column, column, type));
              });
      if (merged.columns().fields().isEmpty()) {
        complain(
            "CLONE_SOURCE_MISSING",
            "it holds no Parquet file with a column",
            "name the folder that holds the table's files or partitions");
      }
      return new ColumnType.Struct(fields);
    }

    private List<Note> notes(FolderListing listing) {
      List<Note> notes = new ArrayList<>(FolderSource.notes(listing));
      if (!partitions.types().isEmpty()) {
        notes.add(
            new Note(
                "CLONE_PARTITION_TYPES",
                "partition columns: "
                    + partitions.types().entrySet().stream()
                        .map(type -> type.getKey() + " " + type.getValue().ddl())
                        .collect(Collectors.joining(", "))
                    + "; --partition-column NAME=TYPE declares another type",
                partitions.types().size(),
                List.copyOf(partitions.types().keySet())));
      }
      if (empty.count() > 0) {
        notes.add(
            new Note(
                "CLONE_EMPTY_FILES",
                "%s without a byte %s behind, such as %s"
                    .formatted(
                        Counts.of(empty.count(), "file"),
                        empty.count() == 1 ? "stays" : "stay",
                        empty.examples().get(0)),
                empty.count(),
                empty.examples()));
      }
      return notes;
    }

    private void complain(String code, String fact, String hint) {
      synchronized (complaints) {
        complaints.add(new Problem(code, "Cannot clone %s: %s.".formatted(source, fact), hint));
      }
    }
  }
}
