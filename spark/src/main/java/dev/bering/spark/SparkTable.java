package dev.bering.spark;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;

import dev.bering.engine.ColumnNames;
import dev.bering.engine.DeltaTypes;
import dev.bering.engine.FileValues;
import dev.bering.engine.FolderColumns;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.SqlType;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A table as Spark reads it.
 *
 * @param readable its rows, without the columns of an {@link SqlType.Unsupported} type
 * @param columns all its columns
 * @param rowCount how many rows it has
 */
record SparkTable(Dataset<Row> readable, List<RelationColumn> columns, long rowCount) {

  /** What Spark takes for a pattern in the path of a file. */
  private static final Pattern PATTERN = Pattern.compile("[\\[\\]{}*?\\\\]");

  /** No column of a table is called so: a name of Parquet or Delta begins with no space. */
  private static final String FILE = " file";

  /** One version of a Delta table, read by Delta's own library. */
  static SparkTable of(SparkSession session, TableSnapshot.Delta delta) {
    Dataset<Row> rows =
        session
            .read()
            .format("delta")
            .option("versionAsOf", delta.version())
            .load(address(delta.location().toPath()));
    List<RelationColumn> columns =
        delta.columns().stream()
            .map(column -> new RelationColumn(column.name(), DeltaTypes.logical(column.type())))
            .toList();
    ColumnNames.requireDistinct(
        delta.location(), columns.stream().map(RelationColumn::name).toList());
    SparkTable table = of(rows, columns);
    // Where its log tells, Delta reads no file for that.
    return new SparkTable(table.readable, table.columns, table.readable.count());
  }

  /**
   * Parquet files as one table.
   *
   * <p>Spark leaves out files by their names, and sees patterns in names; so what it has read must
   * have as many rows as the footers tell.
   */
  static SparkTable of(SparkSession session, TableSnapshot.Parquet parquet) throws IOException {
    List<FileValues> folders = FolderColumns.of(parquet);
    ParquetFooters footers = ParquetFooters.read(parquet);
    List<String> names =
        new ArrayList<>(footers.columns().stream().map(RelationColumn::name).toList());
    folders.forEach(folder -> names.add(folder.column()));
    ColumnNames.requireDistinct(parquet.location(), names);

    StructType schema = new StructType();
    for (RelationColumn column : footers.columns()) {
      if (!(column.type() instanceof SqlType.Unsupported)) {
        schema = schema.add(column.name(), sparkType(column.type()));
      }
    }
    Dataset<Row> rows =
        session
            .read()
            .schema(schema)
            .parquet(
                parquet.files().stream()
                    .map(file -> PATTERN.matcher(address(file)).replaceAll("\\\\$0"))
                    .toArray(String[]::new));
    List<RelationColumn> columns = new ArrayList<>(footers.columns());
    if (!folders.isEmpty()) {
      rows = withFolders(session, rows, parquet.files(), folders);
      folders.forEach(
          folder -> columns.add(new RelationColumn(folder.column(), new SqlType.Untyped())));
    }
    SparkTable table = of(rows, columns);
    long read = count(table.readable);
    if (read != footers.rowCount()) {
      throw new IllegalStateException(
          "Spark reads %d of the %d rows of %s"
              .formatted(read, footers.rowCount(), parquet.location()));
    }
    return new SparkTable(table.readable, columns, read);
  }

  /**
   * How many rows there are, as tasks count them: Spark's own count plans a sum of them and
   * exchanges it, which takes a second stage.
   */
  static long count(Dataset<Row> rows) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) rows.select(new Column[0]))
        .queryExecution()
        .toRdd()
        .count();
  }

  /** As Hadoop takes it: not percent-encoded. */
  private static String address(Path path) {
    return "file://" + path.toAbsolutePath();
  }

  /** What is not just of the type that it should be is not taken for it. */
  private static SparkTable of(Dataset<Row> rows, List<RelationColumn> columns) {
    List<RelationColumn> checked = new ArrayList<>();
    List<Column> readable = new ArrayList<>();
    for (RelationColumn column : columns) {
      SqlType type = column.type();
      if (!(type instanceof SqlType.Unsupported)) {
        String found = field(rows, column.name()).dataType().catalogString();
        if (found.equals(sparkType(type).catalogString())) {
          readable.add(col(SparkEngine.DIALECT.identifier(column.name())));
        } else {
          type = new SqlType.Unsupported(found);
        }
      }
      checked.add(new RelationColumn(column.name(), type));
    }
    return new SparkTable(rows.select(readable.toArray(new Column[0])), checked, 0);
  }

  private static StructField field(Dataset<Row> rows, String name) {
    for (StructField field : rows.schema().fields()) {
      if (field.name().equalsIgnoreCase(name)) {
        return field;
      }
    }
    throw new IllegalStateException("Spark sees no column " + name + " in " + rows.schema());
  }

  private static DataType sparkType(SqlType type) {
    return DataType.fromDDL(SparkEngine.DIALECT.type(type));
  }

  /** The values in names of folders, by the name of the file as Spark has it. */
  private static Dataset<Row> withFolders(
      SparkSession session, Dataset<Row> rows, List<Path> files, List<FileValues> folders) {
    StructType schema = new StructType().add(FILE, DataTypes.StringType);
    for (FileValues folder : folders) {
      schema = schema.add(folder.column(), DataTypes.StringType);
    }
    Column file = col("_metadata.file_path");
    List<Row> values = new ArrayList<>();
    for (Row seen : rows.select(file).distinct().collectAsList()) {
      int index = files.indexOf(Path.of(URI.create(seen.getString(0))));
      if (index < 0) {
        throw new IllegalStateException("Spark reads " + seen.getString(0) + ", not asked for");
      }
      List<Optional<String>> here =
          folders.stream().map(folder -> folder.values().get(index)).toList();
      Object[] row = new Object[1 + folders.size()];
      row[0] = seen.getString(0);
      for (int i = 0; i < folders.size(); i++) {
        row[1 + i] = here.get(i).orElse(null);
      }
      values.add(RowFactory.create(row));
    }
    return rows.withColumn(FILE, file)
        .join(broadcast(session.createDataFrame(values, schema)), FILE)
        .drop(FILE);
  }
}
