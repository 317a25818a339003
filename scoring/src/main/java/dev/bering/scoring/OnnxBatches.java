package dev.bering.scoring;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Runs an ONNX model on the rows of a partition, many at a time. */
final class OnnxBatches implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1;
  private static final int ROWS = 1024;

  private final String model;
  private final String digest;
  private final Broadcast<byte[]> file;
  private final ArrayList<Tensor> inputs;
  private final ArrayList<Integer> places;
  private final ArrayList<Tensor> outputs;

  /**
   * @param places where in a row each input stands
   */
  OnnxBatches(
      String model,
      String digest,
      Broadcast<byte[]> file,
      List<Tensor> inputs,
      List<Integer> places,
      List<Tensor> outputs) {
    this.model = model;
    this.digest = digest;
    this.file = file;
    this.inputs = new ArrayList<>(inputs);
    this.places = new ArrayList<>(places);
    this.outputs = new ArrayList<>(outputs);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private final Queue<Row> ready = new ArrayDeque<>();

      @Override
      public boolean hasNext() {
        return !ready.isEmpty() || rows.hasNext();
      }

      @Override
      public Row next() {
        if (ready.isEmpty()) {
          var batch = new ArrayList<Row>();
          while (rows.hasNext() && batch.size() < ROWS) {
            batch.add(rows.next());
          }
          ready.addAll(scored(batch));
        }
        return ready.remove();
      }
    };
  }

  private List<Row> scored(List<Row> batch) {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    try {
      for (int i = 0; i < inputs.size(); i++) {
        Tensor input = inputs.get(i);
        given.put(input.name(), input.of(environment, column(batch, input, places.get(i))));
      }
      OrtSession session = OnnxSessions.of(digest, file::value);
      try (OrtSession.Result result = session.run(given)) {
        return joined(batch, result);
      }
    } catch (OrtException e) {
      throw new IllegalStateException("model %s failed: %s".formatted(model, e.getMessage()), e);
    } finally {
      given.values().forEach(OnnxTensor::close);
    }
  }

  private List<Object> column(List<Row> batch, Tensor input, int place) {
    var values = new ArrayList<Object>();
    for (Row row : batch) {
      Object value =
          row.isNullAt(place) ? null : input.isList() ? row.getList(place) : row.get(place);
      if (value == null || (value instanceof List<?> list && list.contains(null))) {
        throw new IllegalArgumentException(
            "column %s is null, model %s takes none".formatted(input.name(), model));
      }
      values.add(value);
    }
    return values;
  }

  private List<Row> joined(List<Row> batch, OrtSession.Result result) throws OrtException {
    var columns = new ArrayList<Object>();
    for (Tensor output : outputs) {
      OnnxValue value =
          result
              .get(output.name())
              .orElseThrow(() -> new IllegalStateException("no output " + output.name()));
      columns.add(value.getValue());
    }
    var rows = new ArrayList<Row>();
    for (int row = 0; row < batch.size(); row++) {
      var values = new ArrayList<Object>();
      for (int i = 0; i < batch.get(row).size(); i++) {
        values.add(batch.get(row).get(i));
      }
      for (int i = 0; i < outputs.size(); i++) {
        values.add(outputs.get(i).at(columns.get(i), row));
      }
      rows.add(RowFactory.create(values.toArray()));
    }
    return Collections.unmodifiableList(rows);
  }
}
