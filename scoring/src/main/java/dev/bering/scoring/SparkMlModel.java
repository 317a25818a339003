package dev.bering.scoring;

import static org.apache.spark.sql.functions.col;

import dev.bering.flow.FrameModel;
import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A fitted Spark ML pipeline. */
record SparkMlModel(PipelineModel pipeline, StructType input, StructType output)
    implements FrameModel<Record, Record> {

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    Stream<String> names =
        Stream.concat(Arrays.stream(rows.columns()), Arrays.stream(output.fieldNames()));
    return pipeline
        .transform(rows)
        .select(names.map(name -> col("`" + name.replace("`", "``") + "`")).toArray(Column[]::new));
  }
}
