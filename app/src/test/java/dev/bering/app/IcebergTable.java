package dev.bering.app;

import static org.apache.spark.sql.functions.lit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.hadoop.HadoopTables;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** An Iceberg table as iceberg-spark writes and reads it. */
record IcebergTable(SparkSession spark, Path folder) {

  /** The table itself, as it is now. */
  Table table() {
    return new HadoopTables(new Configuration()).load(folder.toString());
  }

  /**
   * What every retained snapshot, every branch and every tag holds: in one query, as each costs far
   * more than its rows.
   */
  Map<String, List<String>> rows() {
    Map<String, Dataset<Row>> versions = new TreeMap<>();
    for (Snapshot snapshot : table().snapshots()) {
      String id = Long.toString(snapshot.snapshotId());
      versions.put("snapshot " + id, lines(id));
    }
    table()
        .refs()
        .forEach(
            (name, ref) -> versions.put((ref.isBranch() ? "branch " : "tag ") + name, lines(name)));
    Map<String, List<String>> rows = new TreeMap<>();
    versions.keySet().forEach(name -> rows.put(name, new ArrayList<>()));
    versions.entrySet().stream()
        .map(version -> version.getValue().withColumn("version", lit(version.getKey())))
        .reduce(Dataset::union)
        .orElseThrow()
        .collectAsList()
        .forEach(
            row ->
                rows.computeIfAbsent(row.getString(1), name -> new ArrayList<>())
                    .add(row.getString(0)));
    rows.values().forEach(Collections::sort);
    return rows;
  }

  private Dataset<Row> lines(String version) {
    return spark
        .read()
        .format("iceberg")
        .option("versionAsOf", version)
        .load(folder.toString())
        .selectExpr("cast(struct(*) as string) as line");
  }
}
