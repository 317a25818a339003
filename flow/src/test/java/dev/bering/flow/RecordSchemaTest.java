package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecordSchemaTest {

  record Place(String country, @Nullable Double latitude) {}

  @SuppressWarnings("ArrayRecordComponent") // binary columns are arrays
  record Everything(
      boolean b,
      byte i8,
      short i16,
      int i32,
      long i64,
      float f32,
      double f64,
      @Nullable Integer boxed,
      String text,
      BigDecimal wide,
      @Ddl("DECIMAL(12,2)") BigDecimal money,
      Instant at,
      LocalDate day,
      LocalDateTime wallClock,
      byte @Nullable [] bytes,
      List<String> tags,
      Map<String, Long> counts,
      Place place,
      List<Place> places,
      Map<String, List<Place>> byName,
      String[] words,
      double[] weights,
      Place[] stops,
      ChronoUnit grain) {}

  @Test
  void declaresAColumnPerComponent() {
    assertThat(
            Arrays.stream(RecordEncoder.schema(Everything.class).fields()).map(StructField::toDDL))
        .containsExactly(
            "b BOOLEAN NOT NULL",
            "i8 TINYINT NOT NULL",
            "i16 SMALLINT NOT NULL",
            "i32 INT NOT NULL",
            "i64 BIGINT NOT NULL",
            "f32 FLOAT NOT NULL",
            "f64 DOUBLE NOT NULL",
            "boxed INT",
            "text STRING NOT NULL",
            "wide DECIMAL(38,18) NOT NULL",
            "money DECIMAL(12,2) NOT NULL",
            "at TIMESTAMP NOT NULL",
            "day DATE NOT NULL",
            "wallClock TIMESTAMP_NTZ NOT NULL",
            "bytes BINARY",
            "tags ARRAY<STRING> NOT NULL",
            "counts MAP<STRING, BIGINT> NOT NULL",
            "place STRUCT<country: STRING NOT NULL, latitude: DOUBLE> NOT NULL",
            "places ARRAY<STRUCT<country: STRING NOT NULL, latitude: DOUBLE>> NOT NULL",
            "byName MAP<STRING, ARRAY<STRUCT<country: STRING NOT NULL, latitude: DOUBLE>>>"
                + " NOT NULL",
            "words ARRAY<STRING> NOT NULL",
            "weights ARRAY<DOUBLE> NOT NULL",
            "stops ARRAY<STRUCT<country: STRING NOT NULL, latitude: DOUBLE>> NOT NULL",
            "grain STRING NOT NULL");
  }

  @NullUnmarked
  static final class Legacy {
    record Row(int count, String text, @NonNull String key, @Nullable String note) {}
  }

  @Test
  void takesUnannotatedColumnsAsNullableOutsideNullMarkedCode() {
    assertThat(RecordEncoder.schema(Legacy.Row.class).toDDL())
        .isEqualTo("count INT NOT NULL,text STRING,key STRING NOT NULL,note STRING");
  }

  record Identified(UUID id) {}

  record Deep(Map<String, List<Identified>> inner) {}

  record Nothing() {}

  @SuppressWarnings("ArrayRecordComponent") // to be refused
  record Wrong(
      UUID id,
      Optional<String> name,
      Set<String> tags,
      List<?> things,
      UUID[] words,
      List<UUID> ids,
      Map<String, Wrong> self,
      Deep deep,
      Nothing nothing,
      @Ddl("DECIMAL(12,2)") double amount,
      @Ddl("INT") BigDecimal price,
      @Ddl("NUMBER(") BigDecimal cost) {}

  private static final String KNOWN =
      "use a primitive or its box, String, BigDecimal, Instant, LocalDate, LocalDateTime, byte[],"
          + " an enum, a record, or an array, List or Map of these";
  private static final String DECIMALS =
      "in a row record, @Ddl gives a BigDecimal its precision: @Ddl(\"DECIMAL(12,2)\")";

  @Test
  void refusesEveryColumnWithoutASparkTypeByName() {
    assertThatThrownBy(() -> RecordEncoder.schema(Wrong.class))
        .isInstanceOfSatisfying(
            UserException.class,
            e ->
                assertThat(e.problems())
                    .containsExactly(
                        problem("id: java.util.UUID has no Spark type", KNOWN),
                        problem(
                            "name: java.util.Optional<java.lang.String> has no Spark type", KNOWN),
                        problem("tags: java.util.Set<java.lang.String> has no Spark type", KNOWN),
                        problem("things.element: ? has no Spark type", KNOWN),
                        problem("words.element: java.util.UUID has no Spark type", KNOWN),
                        problem("ids.element: java.util.UUID has no Spark type", KNOWN),
                        problem("self.value: RecordSchemaTest.Wrong contains itself", KNOWN),
                        problem(
                            "deep.inner.value.element.id: java.util.UUID has no Spark type", KNOWN),
                        problem(
                            "nothing: RecordSchemaTest.Nothing has no columns",
                            "give it one, or drop it"),
                        problem("amount: @Ddl(\"DECIMAL(12,2)\") on a double", DECIMALS),
                        problem("price: @Ddl(\"INT\") on a BigDecimal", DECIMALS),
                        problem("cost: @Ddl(\"NUMBER(\") on a BigDecimal", DECIMALS)));
  }

  public record Port(Frame<Deep> rows) {}

  @Test
  void namesThePortWhoseRowsHaveNoSparkType() {
    assertThatThrownBy(() -> Flow.define("ids", Port.class, Port.class, (b, in) -> in))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read port RecordSchemaTest.Port.rows: column inner.value.element.id:"
                + " java.util.UUID has no Spark type.");
  }

  record Twins(int host, int HOST) {}

  @Test
  void refusesColumnsThatSparkCannotTellApart() {
    assertThatThrownBy(() -> RecordEncoder.schema(Twins.class))
        .hasMessage(
            "Cannot read column RecordSchemaTest.Twins.HOST: Spark cannot tell it from host.");
  }

  private static Problem problem(String fact, String hint) {
    return new Problem(
        "FLOW_ROW_TYPE", "Cannot read column RecordSchemaTest.Wrong." + fact + ".", hint);
  }
}
