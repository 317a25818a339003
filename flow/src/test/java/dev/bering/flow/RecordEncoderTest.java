package dev.bering.flow;

import static org.apache.spark.sql.functions.expr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class RecordEncoderTest {
  private final SparkSession spark = TestSpark.session();

  public record Place(String country, @Nullable Double latitude) {}

  @SuppressWarnings("ArrayRecordComponent") // binary columns are arrays
  public record Everything(
      boolean flag,
      byte i8,
      short i16,
      int i32,
      long i64,
      float f32,
      double f64,
      @Nullable Integer boxed,
      @Nullable String text,
      @Nullable BigDecimal wide,
      @Ddl("DECIMAL(12,2)") @Nullable BigDecimal money,
      @Nullable Instant at,
      @Nullable LocalDate day,
      @Nullable LocalDateTime wallClock,
      byte @Nullable [] bytes,
      @Nullable List<@Nullable String> tags,
      @Nullable Map<String, @Nullable Long> counts,
      @Nullable Place place,
      @Nullable List<@Nullable Place> places,
      @Nullable Map<String, List<Place>> byName,
      @Nullable String @Nullable [] words,
      double @Nullable [] weights,
      @Nullable Place @Nullable [] stops,
      @Nullable ChronoUnit grain) {}

  private static final Everything FULL =
      new Everything(
          true,
          (byte) 1,
          (short) 2,
          3,
          4L,
          5.5f,
          Double.NEGATIVE_INFINITY,
          7,
          "text",
          new BigDecimal("1.500000000000000000"),
          new BigDecimal("-2.25"),
          Instant.parse("2026-01-01T03:00:00.123456Z"),
          LocalDate.of(1969, 12, 31),
          LocalDateTime.of(2026, 1, 1, 3, 0),
          new byte[] {1, -1},
          Arrays.asList("a", null),
          counts(),
          new Place("NO", null),
          Arrays.asList(new Place("SE", 60.5), null),
          Map.of("north", List.of(new Place("IS", 65.0))),
          new @Nullable String[] {"b", null},
          new double[] {1.5, -2},
          new @Nullable Place[] {new Place("DK", 55.0), null},
          ChronoUnit.HOURS);

  private static final Everything EMPTY =
      new Everything(
          false,
          (byte) 0,
          (short) 0,
          0,
          0L,
          0f,
          Double.POSITIVE_INFINITY,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);

  private static Map<String, @Nullable Long> counts() {
    var counts = new HashMap<String, @Nullable Long>();
    counts.put("one", 1L);
    counts.put("none", null);
    return counts;
  }

  @Test
  void bringsEveryTypeBackNullsIncluded(@TempDir Path folder) {
    String table = folder.resolve("everything").toString();
    Frame.of(spark, Everything.class, List.of(FULL, EMPTY))
        .df()
        .write()
        .format("delta")
        .save(table);

    Frame<Everything> read = Frame.of(Everything.class, spark.read().format("delta").load(table));

    assertThat(read.ds().collectAsList())
        .usingRecursiveFieldByFieldElementComparator()
        .containsExactlyInAnyOrder(FULL, EMPTY);
  }

  @Test
  void letsTypedLambdasReadRecords() {
    Frame<Place> places =
        Frame.of(spark, Place.class, List.of(new Place("NO", 60.0), new Place("SE", null)));

    assertThat(
            places.ds().filter((FilterFunction<Place>) p -> p.latitude() == null).collectAsList())
        .containsExactly(new Place("SE", null));
  }

  @Test
  void failsOnANullThatTheRecordRulesOut() {
    Frame<Place> places =
        Frame.of(Place.class, spark.sql("SELECT string(null) AS country, 1.0D AS latitude"));

    assertThatThrownBy(() -> places.ds().collectAsList())
        .hasMessage(
            "[USER_RAISED_EXCEPTION] column country is null, but is declared NOT NULL SQLSTATE: P0001");
  }

  public record Trip(String id, List<Place> stops, Map<String, Place> ends, @Nullable Place home) {}

  @Test
  void failsOnNullsInsideStructsListsAndMaps() {
    assertNullFails(
        "array(named_struct('country', 'NO', 'latitude', 1.0D),"
            + " named_struct('country', string(null), 'latitude', 1.0D)) AS stops",
        "column stops.element.country is null, but is declared NOT NULL");
    assertNullFails(
        "map('a', named_struct('country', string(null), 'latitude', 1.0D)) AS ends",
        "column ends.value.country is null, but is declared NOT NULL");
    assertNullFails(
        "named_struct('country', string(null), 'latitude', 1.0D) AS home",
        "column home.country is null, but is declared NOT NULL");
    assertThat(Frame.of(spark, Trip.class, List.of(TRIP)).as(Trip.class).ds().collectAsList())
        .containsExactly(TRIP);
  }

  private static final Trip TRIP =
      new Trip("t", Arrays.asList(new Place("NO", null), null), Map.of(), null);

  private void assertNullFails(String column, String message) {
    String name = column.replaceAll(".* AS ", "");
    Frame<Trip> broken =
        Frame.of(
            Trip.class,
            Frame.of(spark, Trip.class, List.of(TRIP))
                .df()
                .withColumn(name, expr(column.replaceAll(" AS .*", ""))));
    assertThatThrownBy(() -> broken.ds().collectAsList())
        .hasMessage("[USER_RAISED_EXCEPTION] %s SQLSTATE: P0001".formatted(message));
  }

  @SuppressWarnings("ArrayRecordComponent") // what is tested
  public record Weights(double[] weights) {}

  @Test
  void failsOnANullAmongPrimitives() {
    Frame<Weights> broken =
        Frame.of(Weights.class, spark.sql("SELECT array(1.0D, double(null)) AS weights"));
    assertThatThrownBy(() -> broken.ds().collectAsList())
        .hasMessage(
            "[USER_RAISED_EXCEPTION] column weights.element is null, but is declared NOT NULL SQLSTATE: P0001");
  }

  record Hidden(int x) {}

  public record HoldsHidden(Hidden hidden) {}

  @Test
  void refusesRecordsThatSparkCannotReach() {
    assertThatThrownBy(
            () -> Frame.of(spark, HoldsHidden.class, List.of(new HoldsHidden(new Hidden(1)))))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot make rows of RecordEncoderTest.Hidden: the record is not public, so Spark's"
                + " generated code cannot reach it.");
  }

  @Test
  void refusesTypedRowsOfAFrameThatDoesNotKnowItsRecord() {
    Frame<Place> untyped = Frame.of(spark.range(1).toDF());
    assertThatThrownBy(untyped::ds)
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read frame [id] as records: the record of its rows is not known.");
  }

  @Test
  void namesAColumnThatIsNotThere() {
    Frame<Place> places = Frame.of(spark, Place.class, List.of());
    assertThat(places.columns()).containsExactly("country", "latitude");
    assertThat(places.df().select(places.col("COUNTRY")).columns()).containsExactly("COUNTRY");
    assertThatThrownBy(() -> places.col("lattitude"))
        .isInstanceOfSatisfying(
            UserException.class,
            e -> assertThat(e.problems().get(0).hint()).isEqualTo("did you mean latitude?"))
        .hasMessage(
            "Cannot read column lattitude of frame [country, latitude]: there is none of this"
                + " name.");
  }
}
