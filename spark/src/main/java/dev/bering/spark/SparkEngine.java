package dev.bering.spark;

import dev.bering.engine.Engine;
import dev.bering.engine.Relation;
import dev.bering.engine.RelationColumn;
import dev.bering.engine.RowReader;
import dev.bering.engine.SqlDialect;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import java.io.IOException;
import java.net.URL;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;

/**
 * Apache Spark, for tables that are past one machine. ANSI is on, the time zone is UTC, and a
 * setting that would change what values mean, or leave out files that cannot be read, has no effect
 * here.
 *
 * <p>Delta tables are read at their version by Delta's own library, Parquet files by the types that
 * their footers tell. CSV files are parsed in this process, as every engine takes them.
 */
public final class SparkEngine implements Engine {

  /** Its SQL, where engines differ. */
  public static final SqlDialect DIALECT = new SparkDialect();

  private static final String DELTA = "io.delta.sql.DeltaSparkSessionExtension";

  /** What decides what a value is and whether a row counts. */
  private static final Map<String, String> PINNED =
      Map.ofEntries(
          Map.entry("spark.sql.ansi.enabled", "true"),
          Map.entry("spark.sql.ansi.doubleQuotedIdentifiers", "false"),
          Map.entry("spark.sql.session.timeZone", "UTC"),
          Map.entry("spark.sql.caseSensitive", "false"),
          Map.entry("spark.sql.variable.substitute", "false"),
          Map.entry("spark.sql.parser.escapedStringLiterals", "false"),
          Map.entry("spark.sql.decimalOperations.allowPrecisionLoss", "false"),
          Map.entry("spark.sql.mapKeyDedupPolicy", "EXCEPTION"),
          Map.entry("spark.sql.datetime.java8API.enabled", "true"),
          Map.entry("spark.sql.legacy.charVarcharAsString", "true"),
          Map.entry("spark.sql.readSideCharPadding", "false"),
          Map.entry("spark.sql.files.ignoreCorruptFiles", "false"),
          Map.entry("spark.sql.files.ignoreMissingFiles", "false"),
          Map.entry("spark.sql.parquet.binaryAsString", "false"),
          Map.entry("spark.sql.parquet.int96RebaseModeInRead", "CORRECTED"),
          Map.entry("spark.sql.parquet.datetimeRebaseModeInRead", "CORRECTED"));

  private final SparkCluster cluster;
  private final SparkSession session;
  private final Map<String, Dataset<Row>> kept = new HashMap<>();

  private SparkEngine(SparkCluster cluster, SparkSession session) {
    this.cluster = cluster;
    this.session = session;
  }

  /**
   * Connects to a cluster, which is given back by {@link #close}.
   *
   * @param master as Spark names it: {@code spark://host:7077}, {@code local[4]}
   * @param settings of Spark, by key
   * @throws UserException SPARK_NOT_STARTED
   */
  public static SparkEngine connect(String master, Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("spark.app.name", "bering diff");
    all.put("spark.sql.catalogImplementation", "in-memory");
    if (hasDelta()) {
      all.put("spark.sql.extensions", DELTA);
      all.put("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    }
    all.putAll(settings);
    SparkCluster cluster = SparkCluster.connect(master, all);
    if (!cluster.isThisProcess()) {
      deltaJars().forEach(cluster.context()::addJar);
    }
    SparkSession session = SparkSession.builder().getOrCreate();
    PINNED.forEach((key, value) -> session.conf().set(key, value));
    return new SparkEngine(cluster, session);
  }

  private static boolean hasDelta() {
    return file(DELTA).isPresent();
  }

  /** What executors need of Delta, unless it lies in folders. */
  private static List<String> deltaJars() {
    return Stream.of(DELTA, "io.delta.storage.LogStore")
        .flatMap(type -> file(type).stream())
        .filter(file -> file.startsWith("jar:"))
        .map(file -> file.substring("jar:".length(), file.indexOf("!/")))
        .toList();
  }

  /** Where a class is, such as {@code jar:file:/lib/delta.jar!/io/delta/Table.class}. */
  private static Optional<String> file(String type) {
    String path = type.replace('.', '/') + ".class";
    return Optional.ofNullable(SparkEngine.class.getClassLoader().getResource(path))
        .map(URL::toString);
  }

  @Override
  public String description() {
    return "Spark " + session.version();
  }

  @Override
  public SqlDialect dialect() {
    return DIALECT;
  }

  @Override
  public Relation register(String name, TableSnapshot snapshot) {
    requireReadable(snapshot);
    try {
      SparkTable table = table(snapshot);
      drop(name);
      if (snapshot instanceof TableSnapshot.Csv) {
        // Sent once, not with every query.
        keep(name, table.readable());
      }
      table.readable().createOrReplaceTempView(DIALECT.identifier(name));
      List<RelationColumn> columns = table.columns();
      return new Relation(
          name,
          snapshot.location().toString(),
          snapshot.summary(),
          columns,
          table.rowCount(),
          DIALECT);
    } catch (UserException e) {
      throw e;
    } catch (Exception e) { // checked ones too: Scala does not declare them
      throw SparkErrors.unreadable(snapshot.location(), e);
    }
  }

  private SparkTable table(TableSnapshot snapshot) throws IOException {
    if (snapshot instanceof TableSnapshot.Csv csv) {
      return ParsedCsv.read(session, csv, ParsedCsv.MAX_BYTES);
    }
    return snapshot instanceof TableSnapshot.Delta delta
        ? SparkTable.of(session, delta)
        : SparkTable.of(session, (TableSnapshot.Parquet) snapshot);
  }

  /** What other engines read of these, Spark would read as something else. */
  private static void requireReadable(TableSnapshot snapshot) {
    if (snapshot instanceof TableSnapshot.Iceberg) {
      throw unread("SPARK_ICEBERG", snapshot, "an Iceberg table", "clone it into a Delta table");
    }
    if (snapshot instanceof TableSnapshot.Json) {
      throw unread("SPARK_JSON", snapshot, "a JSON file", "write it as Parquet");
    }
  }

  private static UserException unread(
      String code, TableSnapshot snapshot, String kind, String remedy) {
    return UserException.undecided(
        List.of(
            new Problem(
                code,
                "Cannot read %s on Spark: it is %s, which is read by DuckDB only."
                    .formatted(snapshot.location(), kind),
                "compare it without --engine spark, or %s first".formatted(remedy))));
  }

  @Override
  public void execute(String sql) {
    rows(sql);
  }

  /** Kept in memory, and on disk what does not fit. */
  @Override
  public void materialise(String table, String select) {
    drop(table);
    try {
      Dataset<Row> rows = session.sql(select);
      keep(table, rows);
      rows.createOrReplaceTempView(DIALECT.identifier(table));
    } catch (Exception e) { // checked ones too: Scala does not declare them
      throw SparkErrors.failed(select, e);
    }
  }

  private void keep(String table, Dataset<Row> rows) {
    kept.put(table, rows.persist(StorageLevel.MEMORY_AND_DISK()));
    SparkTable.count(rows);
  }

  @Override
  public void drop(String table) {
    Dataset<Row> rows = kept.remove(table);
    if (rows != null) {
      session.catalog().dropTempView(table);
      rows.unpersist(true);
    }
  }

  @Override
  public <T> List<T> query(String sql, RowReader<T> reader) {
    return rows(sql).stream().map(row -> reader.read(new SparkRow(row))).toList();
  }

  private List<Row> rows(String sql) {
    try {
      return session.sql(sql).collectAsList();
    } catch (Exception e) { // checked ones too: Scala does not declare them
      throw SparkErrors.failed(sql, e);
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
