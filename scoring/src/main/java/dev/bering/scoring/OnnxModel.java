package dev.bering.scoring;

import dev.bering.flow.FrameModel;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * An ONNX model. The file goes to each executor once, as a broadcast, and each keeps one session.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; the digest tells files apart
record OnnxModel(
    String name, String digest, byte[] bytes, List<Tensor> inputs, List<Tensor> outputs)
    implements FrameModel<Record, Record> {

  OnnxModel {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  @Override
  public StructType input() {
    return columns(inputs);
  }

  @Override
  public StructType output() {
    return columns(outputs);
  }

  private static StructType columns(List<Tensor> tensors) {
    return new StructType(tensors.stream().map(Tensor::column).toArray(StructField[]::new));
  }

  @Override
  public Dataset<Row> apply(Dataset<Row> rows) {
    StructType added = rows.schema();
    for (Tensor output : outputs) {
      added = added.add(output.column());
    }
    List<Integer> places = inputs.stream().map(input -> place(rows.schema(), input)).toList();
    Broadcast<byte[]> file =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(bytes);
    return rows.mapPartitions(
        new OnnxBatches(name, digest, file, inputs, places, outputs), Encoders.row(added));
  }

  private int place(StructType columns, Tensor input) {
    String wanted = input.name().toLowerCase(Locale.ROOT);
    return IntStream.range(0, columns.size())
        .filter(i -> columns.apply(i).name().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "model %s reads column %s, which is not among %s"
                        .formatted(name, input.name(), List.of(columns.fieldNames()))));
  }

  /** Without the bytes. */
  @Override
  public String toString() {
    return "ONNX model %s, %s".formatted(name, digest);
  }
}
