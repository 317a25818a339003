package dev.bering.flow;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one type, on an edge between components. While a flow is being built a frame is a symbol
 * that knows its declared columns; while it runs it holds a Spark frame.
 *
 * @param <T> the record of the rows, or {@code Row}
 */
public final class Frame<T> implements Handle {
  private final @Nullable Symbol symbol;
  private final @Nullable Dataset<Row> rows;
  private final @Nullable Class<?> rowType;
  private final @Nullable Pinned pin;
  private final @Nullable RuleCounts counts;

  private Frame(
      @Nullable Symbol symbol,
      @Nullable Dataset<Row> rows,
      @Nullable Class<?> rowType,
      @Nullable Pinned pin) {
    this(symbol, rows, rowType, pin, null);
  }

  private Frame(
      @Nullable Symbol symbol,
      @Nullable Dataset<Row> rows,
      @Nullable Class<?> rowType,
      @Nullable Pinned pin,
      @Nullable RuleCounts counts) {
    this.symbol = symbol;
    this.rows = rows;
    this.rowType = rowType;
    this.pin = pin;
    this.counts = counts;
  }

  static Frame<?> symbolic(Symbol symbol) {
    return new Frame<>(symbol, null, null, null);
  }

  /** Rows whose columns are checked where they cross a port. The usual way out of a component. */
  public static <T> Frame<T> of(Dataset<Row> rows) {
    return new Frame<>(null, rows, null, null);
  }

  /** Rows of {@code rowType}, so that {@link #ds} works without a flow. */
  public static <R extends Record> Frame<R> of(Class<R> rowType, Dataset<Row> rows) {
    return new Frame<>(null, rows, rowType, null);
  }

  /**
   * These rows, for tests and small constants.
   *
   * @throws UserException FLOW_ROW_TYPE if Spark cannot hold {@code rowType}
   */
  public static <R extends Record> Frame<R> of(SparkSession spark, Class<R> rowType, List<R> rows) {
    Dataset<Row> made = spark.createDataset(rows, RecordEncoder.of(rowType)).toDF();
    return of(rowType, Projection.of(made, RecordEncoder.schema(rowType)));
  }

  /** The rows of one version of a Delta table. Runs report the version. */
  public static <T> Frame<T> of(SparkSession spark, Pinned table) {
    return new Frame<>(null, table.read(spark), null, table);
  }

  /** This frame as {@code spec} lets it pass: declared columns only, of the declared types. */
  Frame<?> through(PortSpec spec) {
    return spec instanceof PortSpec.Rows declared
        ? new Frame<>(null, Projection.of(df(), declared.schema()), declared.rowType(), pin, counts)
        : this;
  }

  /** Rows of a check, which {@code counts} counts where they are first read. */
  static Frame<Row> checked(Dataset<Row> rows, RuleCounts counts) {
    return new Frame<>(null, rows, null, null, counts);
  }

  /** What counts these rows, if they come right from a check. */
  Optional<RuleCounts> counts() {
    return Optional.ofNullable(counts);
  }

  /** This frame with {@code same} in place of its rows: the same rows, laid out otherwise. */
  Frame<?> holding(Dataset<Row> same) {
    return new Frame<>(null, same, rowType, pin, counts);
  }

  @Nullable Symbol symbol() {
    return symbol;
  }

  /** The version of the Delta table that this frame is, if it is one. */
  public Optional<Pinned> pin() {
    return Optional.ofNullable(pin);
  }

  /**
   * The rows.
   *
   * @throws UserException FLOW_FRAME_SYMBOLIC while a flow is being built
   */
  public Dataset<Row> df() {
    if (rows == null) {
      throw UserException.usage(
          new Problem(
              "FLOW_FRAME_SYMBOLIC",
              "Cannot read the rows of %s: the flow is being built and has no data yet."
                  .formatted(this),
              "read rows inside a component, in its transform method"));
    }
    return rows;
  }

  /**
   * The rows as records. A null in a column that may hold none fails when it is read. Prefer {@link
   * #df}: typed lambdas hide from Spark which columns they need.
   *
   * @throws UserException FLOW_FRAME_UNTYPED if the record is not known, FLOW_ROW_TYPE if Spark
   *     cannot hold it
   */
  @SuppressWarnings("unchecked") // rowType is T's class wherever it is set
  public Dataset<T> ds() {
    if (rowType == null || !rowType.isRecord()) {
      throw UserException.usage(
          new Problem(
              "FLOW_FRAME_UNTYPED",
              "Cannot read %s as records: the record of its rows is not known.".formatted(this),
              "make the frame with Frame.of(RowType.class, rows)"));
    }
    return (Dataset<T>) typed(df(), rowType.asSubclass(Record.class));
  }

  private static <R extends Record> Dataset<R> typed(Dataset<Row> rows, Class<R> rowType) {
    return NullGuard.over(rows, RecordEncoder.schema(rowType)).as(RecordEncoder.of(rowType));
  }

  /**
   * One column.
   *
   * @throws UserException FLOW_COLUMN_UNKNOWN if there is none of this name
   */
  public Column col(String name) {
    if (columns().stream().noneMatch(name::equalsIgnoreCase)) {
      throw UserException.usage(
          new Problem(
              "FLOW_COLUMN_UNKNOWN",
              "Cannot read column %s of %s: there is none of this name.".formatted(name, this),
              NearestName.hint(name, columns())));
    }
    return df().col(Projection.quoted(name));
  }

  /**
   * This frame as a port of {@code wanted} lets it pass: those columns only, in those types. A null
   * in a column that may hold none fails when it is read.
   *
   * @throws UserException FLOW_COLUMN_ codes for columns that do not fit, FLOW_ROW_TYPE if Spark
   *     cannot hold {@code wanted}
   */
  public <R extends Record> Frame<R> as(Class<R> wanted) {
    StructType columns = RecordEncoder.schema(wanted);
    List<Problem> problems =
        Covering.problems(
            "Cannot read %s as %s".formatted(this, TypeName.of(wanted)),
            df().schema(),
            columns,
            Covering.Nulls.IGNORED);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new Frame<>(null, NullGuard.over(Projection.of(df(), columns), columns), wanted, pin);
  }

  /** The names of the columns; of a symbol, the declared ones. */
  public List<String> columns() {
    return Arrays.asList(schema().fieldNames());
  }

  /** The columns; of a symbol, the declared ones, none if any may pass. */
  public StructType schema() {
    if (symbol == null) {
      return df().schema();
    }
    return symbol.spec() instanceof PortSpec.Rows rowSpec ? rowSpec.schema() : new StructType();
  }

  @Override
  public String toString() {
    return symbol != null ? "frame " + symbol.name() : "frame " + columns();
  }
}
