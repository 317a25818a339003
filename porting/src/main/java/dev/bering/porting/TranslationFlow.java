package dev.bering.porting;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowContext;
import dev.bering.flow.FlowRunner;
import dev.bering.flow.Frame;
import dev.bering.flow.Sink;
import dev.bering.flow.Transformers;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Runs translations as components are run, so that they bear their names and land as tables. */
final class TranslationFlow {

  private final SparkSession spark;
  private final Progress progress;

  TranslationFlow(SparkSession spark, Progress progress) {
    this.spark = spark;
    this.progress = progress;
  }

  /** The one port on either side; which columns pass is for the translator to say. */
  record Table(Frame<Row> rows) {}

  /**
   * Writes the translated rows, of the translator's row type, to a Delta table.
   *
   * @throws dev.bering.model.UserException FLOW_NODE_FAILED and the others of {@link FlowRunner}
   */
  <R extends Record> void run(Translator<R> translator, Frame<Row> legacy, Location target) {
    run(
        translator.name(),
        table -> rows(translator.translation(), table).as(translator.rowType()),
        legacy,
        target);
  }

  /** Writes rows that were translated back, in whatever columns they have. */
  void runBack(String name, Translation inverse, Frame<Row> translated, Location target) {
    run(name, table -> rows(inverse, table), translated, target);
  }

  private static Frame<Row> rows(Translation translation, Frame<?> table) {
    return Frame.of(translation.translate(table.df()));
  }

  private void run(String name, UnaryOperator<Frame<?>> body, Frame<Row> from, Location target) {
    Flow<Table, Table> flow =
        Flow.of(
            name,
            Transformers.of(
                Table.class,
                Table.class,
                (in, ctx) -> new Table(Frame.of(body.apply(in.rows()).df()))));
    new FlowRunner(new FlowContext(spark, "translation"), progress)
        .run(flow, new Table(from), List.of(Sink.of("rows", target)));
  }
}
