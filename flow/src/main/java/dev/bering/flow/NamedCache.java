package dev.bering.flow;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Rows in Spark's cache under a name, which the Storage tab shows. Spark names only what is cached
 * by way of a view, so there is a temporary view as long as the cache; it finds the cache by the
 * plan of the rows all the same.
 */
record NamedCache(Dataset<Row> rows, String view) {

  static NamedCache of(String name, Dataset<Row> rows, StorageLevel level) {
    var cache = new NamedCache(rows, name.replace('`', '\''));
    rows.createOrReplaceTempView(cache.quoted());
    rows.sparkSession().catalog().cacheTable(cache.quoted(), level);
    if (rows.storageLevel().equals(StorageLevel.NONE())) {
      cache.free();
      rows.persist(level);
    }
    return cache;
  }

  private String quoted() {
    return "`" + view + "`";
  }

  void free() {
    rows.unpersist();
    rows.sparkSession().catalog().dropTempView(view);
  }
}
