package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
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
      Map<String, List<Place>> byName) {}

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
                + " NOT NULL");
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

  @SuppressWarnings("ArrayRecordComponent") // to be refused
  record Wrong(
      UUID id,
      Optional<String> name,
      Set<String> tags,
      List<?> things,
      String[] words,
      List<UUID> ids,
      Map<String, Wrong> self,
      @Ddl("DECIMAL(12,2)") double amount,
      @Ddl("INT") BigDecimal price,
      @Ddl("NUMBER(") BigDecimal cost) {}

  private static final String KNOWN =
      "use a primitive or its box, String, BigDecimal, Instant, LocalDate, LocalDateTime, byte[],"
          + " a record, or a List or Map of these";
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
                        problem("things: ? has no Spark type", KNOWN),
                        problem("words: java.lang.String[] has no Spark type", KNOWN),
                        problem("ids: java.util.UUID has no Spark type", KNOWN),
                        problem("self: RecordSchemaTest.Wrong contains itself", KNOWN),
                        problem("amount: @Ddl(\"DECIMAL(12,2)\") on a double", DECIMALS),
                        problem("price: @Ddl(\"INT\") on a BigDecimal", DECIMALS),
                        problem("cost: @Ddl(\"NUMBER(\") on a BigDecimal", DECIMALS)));
  }

  private static Problem problem(String fact, String hint) {
    return new Problem(
        "FLOW_ROW_TYPE", "Cannot read column RecordSchemaTest.Wrong." + fact + ".", hint);
  }
}
