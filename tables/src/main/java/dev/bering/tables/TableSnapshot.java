package dev.bering.tables;

import dev.bering.model.Location;
import dev.bering.tables.iceberg.EqualityDeletes;
import dev.bering.tables.iceberg.IcebergColumn;
import dev.bering.tables.iceberg.IcebergFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A table as it stands at one moment: which files hold its rows and how they are to be read. */
public sealed interface TableSnapshot {

  /** Where the table is, as its user named it. */
  Location location();

  /** One line for a person: format, version and number of files. */
  String summary();

  /**
   * One version of a Delta table, with everything resolved that a reader of its Parquet files has
   * to know.
   *
   * @param version the version that was read
   * @param columns in schema order, partition columns among them
   * @param files the live files; their order means nothing
   */
  record Delta(Location location, long version, List<Column> columns, List<DataFile> files)
      implements TableSnapshot {
    public Delta {
      columns = List.copyOf(columns);
      files = List.copyOf(files);
    }

    @Override
    public String summary() {
      return "Delta table, version %d, %d %s"
          .formatted(version, files.size(), files.size() == 1 ? "file" : "files");
    }
  }

  /**
   * One snapshot of an Iceberg table, with everything resolved that a reader of its Parquet files
   * has to know.
   *
   * @param metadataFile the name of the metadata file that was read
   * @param certainty whether that is known to be the file to read
   * @param snapshotId empty for a table that has no snapshot yet
   * @param columns in schema order
   * @param files the live files; their order means nothing
   * @param deletes what is deleted by value
   */
  record Iceberg(
      Location location,
      String metadataFile,
      Certainty certainty,
      OptionalLong snapshotId,
      List<IcebergColumn> columns,
      List<IcebergFile> files,
      List<EqualityDeletes> deletes)
      implements TableSnapshot {

    /** Who says that the metadata that was read is the newest. */
    public enum Certainty {
      /** The user named it, or the table's hint does. */
      KNOWN,
      /** Nobody: it has the highest number of those in the folder. */
      ASSUMED
    }

    public Iceberg {
      columns = List.copyOf(columns);
      files = List.copyOf(files);
      deletes = List.copyOf(deletes);
    }

    @Override
    public String summary() {
      String snapshot =
          snapshotId.isPresent() ? "snapshot " + snapshotId.getAsLong() : "no snapshot";
      String assumed =
          certainty == Certainty.ASSUMED ? " (assumed to be the newest, by its number)" : "";
      return "Iceberg table, %s of %s%s, %d %s"
          .formatted(
              snapshot, metadataFile, assumed, files.size(), files.size() == 1 ? "file" : "files");
    }
  }

  /**
   * Plain Parquet files; columns are matched by name.
   *
   * @param files at least one
   */
  record Parquet(Location location, List<Path> files) implements TableSnapshot {
    public Parquet {
      files = List.copyOf(files);
    }

    @Override
    public String summary() {
      return "Parquet, %d %s".formatted(files.size(), files.size() == 1 ? "file" : "files");
    }
  }

  /** One CSV file with a header line, plain or gzip. */
  record Csv(Location location, Path file) implements TableSnapshot {
    @Override
    public String summary() {
      return "CSV";
    }
  }

  /** One JSON file, plain or gzip: objects one after the other, or in one list. */
  record Json(Location location, Path file) implements TableSnapshot {
    @Override
    public String summary() {
      return "JSON";
    }
  }

  /**
   * A column of a Delta table.
   *
   * @param name as users see it
   * @param physicalName as the Parquet files spell it; differs under column mapping
   * @param partition whether its value stands in {@link DataFile#partitionValues()} and not in the
   *     file
   */
  record Column(String name, String physicalName, ColumnType type, boolean partition) {}

  /**
   * A live Parquet file of a Delta table.
   *
   * @param path absolute, decoded
   * @param sizeBytes as the log says
   * @param partitionValues by logical column name, serialised as the Delta protocol says; empty for
   *     null
   * @param deleted the rows that its deletion vector marks as deleted
   */
  record DataFile(
      Path path,
      long sizeBytes,
      Map<String, Optional<String>> partitionValues,
      RowPositions deleted) {
    public DataFile {
      partitionValues = Map.copyOf(partitionValues);
    }
  }
}
