package dev.bering.scoring;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/**
 * An input or output of an ONNX model as a column of rows: one number a row, or a list of numbers.
 *
 * @param rank one for the shape [rows], two for [rows, width]
 * @param width how many numbers a row has; {@value #ANY} if the file does not say
 */
record Tensor(String name, OnnxJavaType type, int rank, int width) implements Serializable {
  static final int ANY = -1;

  private static final Map<OnnxJavaType, DataType> COLUMNS =
      Map.of(
          OnnxJavaType.FLOAT, DataTypes.FloatType,
          OnnxJavaType.DOUBLE, DataTypes.DoubleType,
          OnnxJavaType.INT32, DataTypes.IntegerType,
          OnnxJavaType.INT64, DataTypes.LongType);

  static boolean holds(OnnxJavaType type) {
    return COLUMNS.containsKey(type);
  }

  boolean isList() {
    return width != 1;
  }

  StructField column() {
    DataType number = COLUMNS.get(type);
    return DataTypes.createStructField(
        name, isList() ? DataTypes.createArrayType(number, false) : number, false);
  }

  /** The values of a batch, a number or a list of numbers a row, as ONNX takes them. */
  OnnxTensor of(OrtEnvironment environment, List<?> rows) throws OrtException {
    int columns = isList() ? ((List<?>) rows.get(0)).size() : 1;
    Object numbers = Array.newInstance(numberClass(), rows.size() * columns);
    for (int row = 0; row < rows.size(); row++) {
      List<?> values = isList() ? (List<?>) rows.get(row) : List.of(rows.get(row));
      if (values.size() != columns || (width > 1 && values.size() != width)) {
        throw new IllegalArgumentException(
            "column %s holds %d numbers, wanted %d"
                .formatted(name, values.size(), width > 1 ? width : columns));
      }
      for (int i = 0; i < columns; i++) {
        Array.set(numbers, row * columns + i, values.get(i));
      }
    }
    long[] shape = rank == 1 ? new long[] {rows.size()} : new long[] {rows.size(), columns};
    return tensor(environment, numbers, shape);
  }

  private Class<?> numberClass() {
    return switch (type) {
      case FLOAT -> float.class;
      case DOUBLE -> double.class;
      case INT32 -> int.class;
      case INT64 -> long.class;
      default -> throw new IllegalStateException("a tensor of %s".formatted(type));
    };
  }

  private static OnnxTensor tensor(OrtEnvironment environment, Object numbers, long[] shape)
      throws OrtException {
    if (numbers instanceof float[] floats) {
      return OnnxTensor.createTensor(environment, FloatBuffer.wrap(floats), shape);
    }
    if (numbers instanceof double[] doubles) {
      return OnnxTensor.createTensor(environment, DoubleBuffer.wrap(doubles), shape);
    }
    return numbers instanceof int[] ints
        ? OnnxTensor.createTensor(environment, IntBuffer.wrap(ints), shape)
        : OnnxTensor.createTensor(environment, LongBuffer.wrap((long[]) numbers), shape);
  }

  /** What {@code values}, the array of a whole batch, hold for {@code row}. */
  Object at(Object values, int row) {
    Object value = Array.get(values, row);
    if (rank == 1) {
      return value;
    }
    if (!isList()) {
      return Array.get(value, 0);
    }
    Object[] boxed = new Object[Array.getLength(value)];
    for (int i = 0; i < boxed.length; i++) {
      boxed[i] = Array.get(value, i);
    }
    return boxed;
  }
}
