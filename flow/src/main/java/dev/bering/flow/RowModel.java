package dev.bering.flow;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.struct;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/** A plain Java function as a model. */
record RowModel<I extends Record, O extends Record>(
    Class<I> in, Class<O> out, RowFunction<I, O> function)
    implements FrameModel<I, O>, Serializable {

  @Override
  public StructType input() {
    return RecordEncoder.schema(in);
  }

  @Override
  public StructType output() {
    return RecordEncoder.schema(out);
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    Encoder<Row> whole = Encoders.row(rows.schema());
    Column[] all = Arrays.stream(rows.columns()).map(RowModel::column).toArray(Column[]::new);
    Dataset<Row> pairs =
        rows.select(
            struct(all).as("_1"),
            struct(Arrays.stream(input().fieldNames()).map(RowModel::column).toArray(Column[]::new))
                .as("_2"));
    MapFunction<Tuple2<Row, I>, Tuple2<Row, O>> each =
        pair -> new Tuple2<>(pair._1(), function.apply(pair._2()));
    return pairs
        .as(Encoders.tuple(whole, RecordEncoder.of(in)))
        .map(each, Encoders.tuple(whole, RecordEncoder.of(out)))
        .select("_1.*", "_2.*");
  }

  private static Column column(String name) {
    return col(Projection.quoted(name));
  }
}
