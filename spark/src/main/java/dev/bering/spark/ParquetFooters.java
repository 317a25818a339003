package dev.bering.spark;

import dev.bering.engine.ColumnNames;
import dev.bering.engine.DeltaTypes;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlType;
import dev.bering.tables.ColumnType;
import dev.bering.tables.ParquetFiles;
import dev.bering.tables.ParquetTypes;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * What the footers of Parquet files tell of them as one table. A column that Spark reads as another
 * type, or files that disagree on one, make it {@link SqlType.Unsupported}; so does the time of an
 * INT96, which engines take for different moments.
 *
 * @param columns in the order of the first file that has them
 * @param rowCount of all files
 */
record ParquetFooters(List<RelationColumn> columns, long rowCount) {

  static ParquetFooters read(TableSnapshot.Parquet parquet) throws IOException {
    Map<String, RelationColumn> byName = new LinkedHashMap<>();
    long rowCount = 0;
    for (Path file : parquet.files()) {
      ParquetMetadata footer = ParquetFiles.footer(new LocalInputFile(file));
      for (BlockMetaData block : footer.getBlocks()) {
        rowCount += block.getRowCount();
      }
      for (RelationColumn column : columns(parquet, footer.getFileMetaData().getSchema())) {
        byName.merge(
            column.name().toLowerCase(Locale.ROOT), column, ParquetFooters::requireSameType);
      }
    }
    return new ParquetFooters(List.copyOf(byName.values()), rowCount);
  }

  private static RelationColumn requireSameType(RelationColumn one, RelationColumn other) {
    return one.type().equals(other.type())
        ? one
        : new RelationColumn(
            one.name(),
            new SqlType.Unsupported(
                "%s in some files, %s in others".formatted(one.type().sql(), other.type().sql())));
  }

  private static List<RelationColumn> columns(TableSnapshot.Parquet parquet, MessageType schema) {
    List<RelationColumn> columns = new ArrayList<>();
    for (Type field : schema.getFields()) {
      List<String> refusals = new ArrayList<>();
      ColumnType.Struct read =
          ParquetTypes.of(
              new MessageType(schema.getName(), field), (path, fact) -> refusals.add(fact));
      columns.add(new RelationColumn(field.getName(), type(field, read, refusals)));
    }
    ColumnNames.requireDistinct(
        parquet.location(), columns.stream().map(RelationColumn::name).toList());
    return columns;
  }

  /** Spark reads them into the next wider type. */
  private static String unsigned(int bits) {
    return switch (bits) {
      case 8 -> "UTINYINT";
      case 16 -> "USMALLINT";
      case 32 -> "UINTEGER";
      case 64 -> "UBIGINT";
      default -> throw new IllegalStateException("a whole number of %d bits".formatted(bits));
    };
  }

  private static SqlType type(Type field, ColumnType.Struct read, List<String> refusals) {
    LogicalTypeAnnotation logical = field.getLogicalTypeAnnotation();
    if (logical instanceof IntLogicalTypeAnnotation number && !number.isSigned()) {
      return new SqlType.Simple(unsigned(number.getBitWidth()));
    }
    if (!refusals.isEmpty()) {
      return new SqlType.Unsupported(field.toString().strip());
    }
    if (field.toString().contains("int96 ")) {
      return new SqlType.Unsupported("INT96");
    }
    return logical instanceof JsonLogicalTypeAnnotation
        ? new SqlType.Simple("JSON")
        : DeltaTypes.logical(read.fields().get(0).type());
  }
}
