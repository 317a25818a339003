package dev.bering.tables.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.stores.Failures;
import dev.bering.tables.ParquetFiles;
import dev.bering.tables.RowPositions;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/** Looks into the footers of files for the columns that are to be read. */
final class FileReader {

  private final Optional<JsonNode> nameMapping;
  private final Findings findings;

  /** Most files of a table look alike: what is found for one is kept for the others. */
  private final Map<Layout, Columns> layouts = new HashMap<>();

  private record Layout(MessageType schema, List<JsonNode> columns, Set<Integer> partition) {}

  private record Columns(int layout, Map<Integer, ColumnSource> sources) {}

  /** What DuckDB calls the file and the position of a row, unless a column is called so. */
  private static final Set<String> TAKEN = Set.of("file_index", "file_row_number", "filename");

  FileReader(Optional<JsonNode> nameMapping, Findings findings) {
    this.nameMapping = nameMapping;
    this.findings = findings;
  }

  /**
   * Files with the places of columns; what cannot be read is told to the findings and left out.
   *
   * @param deleted rows by the path of their file
   */
  List<IcebergFile> read(
      List<LiveFile> files, List<JsonNode> columns, Map<String, RowPositions> deleted) {
    List<IcebergFile> read = new ArrayList<>();
    for (LiveFile file : files) {
      if (!file.format().equals("PARQUET")) {
        findings.unsupported(
            "%s is written in %s, and Parquet is what is read here"
                .formatted(file.recorded(), file.format()),
            "rewrite the table's files as Parquet, then compare");
        continue;
      }
      try {
        Columns found = columns(file, columns);
        read.add(
            new IcebergFile(
                file.path(),
                file.sequenceNumber(),
                file.partition(),
                found.layout(),
                found.sources(),
                file.partitionValues(),
                deleted.getOrDefault(file.recorded(), RowPositions.NONE)));
      } catch (NoSuchFileException e) {
        findings.damaged("file %s is not there".formatted(file.recorded()));
      } catch (Misread e) {
        findings.unsupported(
            "%s cannot be read by the table's schema: %s"
                .formatted(file.recorded(), Failures.fact(e)),
            "rewrite the table's data files, then compare");
      } catch (IOException | RuntimeException e) {
        // Parquet's library throws unchecked exceptions at bytes that are no Parquet.
        findings.damaged(
            "file %s cannot be read: %s".formatted(file.recorded(), Failures.rootFact(e)));
      }
    }
    return read;
  }

  /** A healthy file whose columns are not what the table's schema says. */
  private static final class Misread extends IOException {
    private static final long serialVersionUID = 1L;

    Misread(IOException e) {
      super(e.getMessage(), e);
    }
  }

  private Columns columns(LiveFile file, List<JsonNode> columns) throws IOException {
    MessageType schema = footer(file).getFileMetaData().getSchema();
    Layout layout = new Layout(schema, columns, Set.copyOf(file.partitionValues().keySet()));
    Columns known = layouts.get(layout);
    if (known != null) {
      return known;
    }
    try {
      requireDistinctNames(schema);
      for (Type column : schema.getFields()) {
        if (TAKEN.contains(fold(column.getName()))) {
          throw new IOException(
              "its column '%s' has a name that the engine keeps for itself"
                  .formatted(column.getName()));
        }
      }
      Columns found =
          new Columns(
              layouts.size(), FileLayout.of(schema, columns, layout.partition(), nameMapping));
      layouts.put(layout, found);
      return found;
    } catch (IOException e) {
      throw new Misread(e);
    }
  }

  /** SQL looks for columns and parts by names, without regard to case. */
  private static void requireDistinctNames(GroupType group) throws IOException {
    Map<String, String> names = new HashMap<>();
    for (Type field : group.getFields()) {
      String other = names.put(fold(field.getName()), field.getName());
      if (other != null) {
        throw new IOException(
            "its columns '%s' and '%s' differ only in case".formatted(other, field.getName()));
      }
      if (!field.isPrimitive()) {
        requireDistinctNames(field.asGroupType());
      }
    }
  }

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static ParquetMetadata footer(LiveFile file) throws IOException {
    ParquetMetadata footer =
        LocalFiles.in(
            file.path(),
            (store, name) ->
                ParquetFiles.footer(
                    ParquetFiles.of(store, name, file.stored(store, name).sizeBytes())));
    file.requireRows(footer.getBlocks().stream().mapToLong(BlockMetaData::getRowCount).sum());
    return footer;
  }
}
