package dev.bering.spark;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.Sql;
import dev.bering.model.Bytes;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A CSV file as Spark sees it. It is parsed in this process by DuckDB, and its texts are sent to
 * the cluster: Spark itself takes empty texts, nulls and malformed lines for something else.
 */
final class ParsedCsv {

  /** What this process holds of a file and sends. */
  static final long MAX_BYTES = 256_000_000;

  /** What a value takes beside its text, about. */
  private static final int BYTES_PER_VALUE = 32;

  private static final String TABLE = "csv";

  private ParsedCsv() {}

  /**
   * Its rows.
   *
   * @throws UserException SPARK_CSV_LARGE, or as DuckDB refuses the file
   */
  static SparkTable read(SparkSession session, TableSnapshot.Csv csv, long maxBytes) {
    try (DuckDbEngine parser = DuckDbEngine.open()) {
      Relation parsed = parser.register(TABLE, csv);
      requireSmall(parser, parsed, maxBytes);
      List<RelationColumn> columns = parsed.columns();
      List<Row> rows =
          parser.query("SELECT * FROM " + TABLE, row -> texts(row, columns.size()));
      StructType schema = new StructType();
      for (RelationColumn column : columns) {
        schema = schema.add(column.name(), DataTypes.StringType);
      }
      Dataset<Row> sent = session.createDataFrame(rows, schema);
      return new SparkTable(sent, columns, rows.size());
    }
  }

  private static Row texts(dev.bering.engine.Row row, int count) {
    Object[] texts = new Object[count];
    for (int i = 0; i < count; i++) {
      texts[i] = row.text(i).orElse(null);
    }
    return RowFactory.create(texts);
  }

  private static void requireSmall(DuckDbEngine parser, Relation parsed, long maxBytes) {
    String bytes =
        parsed.columns().stream()
            .map(column -> "coalesce(strlen(%s), 0)".formatted(Sql.identifier(column.name())))
            .collect(Collectors.joining(" + "));
    long texts =
        parser
            .query(
                "SELECT coalesce(sum(%s), 0) FROM %s".formatted(bytes, TABLE), row -> row.number(0))
            .get(0);
    long size = texts + parsed.rowCount() * parsed.columns().size() * BYTES_PER_VALUE;
    if (size > maxBytes) {
      throw UserException.undecided(
          List.of(
              new Problem(
                  "SPARK_CSV_LARGE",
                  "Cannot read %s on Spark: it is a CSV file whose texts take %s, and this process sends %s at most."
                      .formatted(parsed.source(), Bytes.text(size), Bytes.text(maxBytes)),
                  "compare it without --engine spark, or clone it into a table first")));
    }
  }
}
