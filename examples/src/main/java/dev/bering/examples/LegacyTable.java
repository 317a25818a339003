package dev.bering.examples;

import io.delta.tables.DeltaTable;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.Trigger;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The Delta table {@code connections} of the legacy platform, made by Delta's own writer, so that
 * nothing of Bering has a say in what its log looks like: a commit a micro-batch with the {@code
 * txn} of the stream, a checkpoint in between, and a commit that deletes the repeated rows by
 * deletion vectors.
 */
final class LegacyTable {

  private static final int FILES_PER_BATCH = 6;

  /** What the stream gives the table when it makes it, and how Delta works meanwhile. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.databricks.delta.properties.defaults.enableDeletionVectors", "true",
          "spark.databricks.delta.properties.defaults.checkpointInterval", "3",
          // Statistics of 46 columns take longer than the rows themselves; queries filter on these.
          "spark.databricks.delta.properties.defaults.dataSkippingNumIndexedCols", "2",
          "spark.databricks.delta.snapshotPartitions", "1");

  private final SparkSession spark;
  private final Path table;

  LegacyTable(SparkSession spark, Path table) {
    this.spark = spark.newSession();
    this.table = table;
    SETTINGS.forEach(this.spark.conf()::set);
  }

  /** Streams everything that has landed into the table, several files a micro-batch. */
  void feed(Path landing, Path checkpoint) {
    try {
      StreamingQuery query =
          spark
              .readStream()
              .schema(schema())
              .option("maxFilesPerTrigger", FILES_PER_BATCH)
              .parquet(landing.toString())
              .writeStream()
              .format("delta")
              .partitionBy("slice_day", "slice_hour")
              .option("checkpointLocation", checkpoint.toString())
              .trigger(Trigger.AvailableNow())
              .start(table.toString());
      query.awaitTermination();
    } catch (StreamingQueryException e) {
      throw new IllegalStateException("feeding " + table + " from " + landing, e);
    }
  }

  void deleteRepeatedRows() {
    DeltaTable.forPath(spark, table.toString()).delete("delivery > 1");
  }

  private static StructType schema() {
    StructType schema =
        new StructType()
            .add("connection_id", DataTypes.LongType)
            .add("delivery", DataTypes.IntegerType);
    for (ConnectionColumn column : ConnectionColumn.values()) {
      schema = schema.add(column.columnName(), sparkType(column.kind()));
    }
    return schema.add("slice_day", DataTypes.DateType).add("slice_hour", DataTypes.IntegerType);
  }

  private static DataType sparkType(ConnectionColumn.Kind kind) {
    return switch (kind) {
      case TEXT -> DataTypes.StringType;
      case WHOLE -> DataTypes.LongType;
      case RATE -> DataTypes.DoubleType;
    };
  }
}
