package dev.bering.testkit;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.ModelItem;
import dev.bering.flow.MultiTransformer;
import dev.bering.flow.State;
import dev.bering.model.UserException;
import java.io.Serializable;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@Tag("spark")
@ExtendWith(FlowExtension.class)
class FlowExtensionTest {

  /** What is read. */
  public record Visit(String host, @Nullable Long bytes) {}

  /** What is made. */
  public record Busy(String host, long bytes) {}

  /** From how many bytes on a host is busy. */
  public record Limit(long bytes) implements Serializable {}

  /** Reports hosts from a number of bytes on. */
  static final class FindBusy implements MultiTransformer<FindBusy.Read, FindBusy.Found> {
    public record Read(Frame<Visit> visits, ModelItem<Limit> limit) {}

    public record Found(Frame<Busy> busy) {}

    @Override
    public Found transform(Read in, FlowContext ctx) {
      Dataset<Row> rows = in.visits().df().withColumn("bytes", coalesce(col("bytes"), lit(0L)));
      return new Found(Frame.of(rows.filter(col("bytes").geq(in.limit().model().bytes()))));
    }
  }

  /** Adds what is new to what was there. */
  static final class AddUp implements MultiTransformer<AddUp.In, AddUp.Out> {
    public record In(Frame<Visit> visits, Frame<Busy> before) {}

    public record Out(Frame<Busy> after) {}

    @Override
    public Out transform(In in, FlowContext ctx) {
      Dataset<Row> all = in.visits().df().na().fill(0L).unionByName(in.before().df());
      return new Out(
          Frame.of(all.groupBy("host").sum("bytes").withColumnRenamed("sum(bytes)", "bytes")));
    }
  }

  /** The input of the flow with a state. */
  public record Visits(Frame<Visit> visits) {}

  private static final Flow<Visits, AddUp.Out> TOTALS =
      Flow.define(
          "totals",
          Visits.class,
          AddUp.Out.class,
          (b, in) -> {
            State<Busy> total = b.state("total", Busy.class);
            var added = b.apply("add", new AddUp(), new AddUp.In(in.visits(), total.before()));
            total.after(added.after());
            return added;
          });

  private static final ModelItem<Limit> LIMIT = ModelItem.of("limit", "1", new Limit(100));

  @Test
  void rowsAreGivenAndExpectedAsTextTables(FlowTest test) {
    test.of(new FindBusy())
        .given(
            "visits",
            """
            host | bytes
            a    | 10
            b    | 900
            c    | null
            d    | 100
            """)
        .given("limit", LIMIT)
        .when()
        .thenPort(
            "busy",
            """
            host | bytes
            d    | 100
            b    | 900
            """);
  }

  @Test
  void columnsThatAreNotWrittenAreNotLookedAt(FlowTest test) {
    test.of(new FindBusy())
        .given("visits", "host | bytes\nb | 900\n")
        .given("limit", LIMIT)
        .when()
        .thenPort("busy", "host\nb\n");
  }

  @Test
  void rowsThatDifferAreShownSideBySide(FlowTest test) {
    Then then =
        test.of(new FindBusy())
            .given("visits", "host | bytes\nbeta | 900\nd | 100\n")
            .given("limit", LIMIT)
            .when();

    assertThatThrownBy(() -> then.thenPort("busy", "host | bytes\nbeta | 901\nd | 100\n"))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            busy of component is not as expected (- missing, + there instead)
              host | bytes
            - beta | 901
            + beta | 900
            """);
  }

  @Test
  void rowsThatAreThereTwiceAreExpectedTwice(FlowTest test) {
    Then then =
        test.of(new FindBusy())
            .given("visits", "host | bytes\nb | 900\nb | 900\n")
            .given("limit", LIMIT)
            .when();

    assertThatThrownBy(() -> then.thenPort("busy", "host | bytes\nb | 900\n"))
        .hasMessageContaining("+ b    | 900");
    then.thenPort("busy", "host | bytes\nb | 900\nb | 900\n");
  }

  @Test
  void aSliceIsGivenTheStateThatTheOneBeforeLeft(FlowTest test) {
    test.of(TOTALS)
        .given("visits", "host | bytes\na | 1\nb | 2\n")
        .givenState("total", "host | bytes\na | 10\n")
        .whenSlice("2026-01-01T03")
        .thenState("total", "host | bytes\na | 11\nb | 2\n")
        .thenPort("after", "host | bytes\na | 11\nb | 2\n");
  }

  @Test
  void aStateThatIsNotGivenIsEmpty(FlowTest test) {
    test.of(TOTALS)
        .given("visits", "host | bytes\na | 1\n")
        .whenSlice("2026-01-01T00")
        .thenState("total", "host | bytes\na | 1\n");
  }

  @Test
  void portsThatAreNotThereAreRefusedByName(FlowTest test) {
    Given given = test.of(TOTALS);

    assertThatThrownBy(() -> given.given("visit", "host\na\n"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot give visit to totals: there is nothing of this name.");
    assertThatThrownBy(
            () -> given.given("visits", "host\na\n").when().thenPort("before", "host\na\n"))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot look at before of totals: there is no such output.");
  }

  @Test
  void whatIsLeftInTheCacheFailsTheTestThatLeftIt(FlowTest test) {
    var extension = new FlowExtension();
    Set<Integer> before = extension.leftBehind(Set.of());
    Dataset<Row> left = test.spark().range(3).toDF().persist();
    left.count();
    try {
      assertThat(extension.leftBehind(before)).hasSize(1);
      assertThatThrownBy(() -> FlowExtension.refuse(extension.leftBehind(before)))
          .isInstanceOf(AssertionError.class)
          .hasMessage("1 frames are left in Spark's cache: unpersist what you persist");
    } finally {
      left.unpersist(true);
    }
  }
}
