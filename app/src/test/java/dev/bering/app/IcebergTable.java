package dev.bering.app;

import java.nio.file.Path;
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

  /** What every retained snapshot, every branch and every tag holds. */
  Map<String, List<String>> rows() {
    Map<String, List<String>> rows = new TreeMap<>();
    for (Snapshot snapshot : table().snapshots()) {
      rows.put("snapshot " + snapshot.snapshotId(), rows(Long.toString(snapshot.snapshotId())));
    }
    table()
        .refs()
        .forEach(
            (name, ref) -> {
              String kind = ref.isBranch() ? "branch" : "tag";
              rows.put(kind + " " + name, rows(name));
            });
    return rows;
  }

  private List<String> rows(String version) {
    Dataset<Row> rows =
        spark.read().format("iceberg").option("versionAsOf", version).load(folder.toString());
    return rows.collectAsList().stream().map(Row::toString).sorted().toList();
  }
}
