package dev.bering.scoring;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes small ONNX models by hand: messages of Protocol Buffers, whose field numbers are those of
 * onnx.proto (ONNX 1.16).
 */
final class OnnxFile {
  static final int FLOAT = 1;
  static final int INT64 = 7;
  static final int STRING = 8;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private OnnxFile() {}

  /** score = sigmoid(features * weights + bias), of as many features as there are weights. */
  static byte[] logistic(float[] weights, float bias) {
    OnnxFile graph =
        new OnnxFile()
            .message(1, node("MatMul", "features", "weights", "product"))
            .message(1, node("Add", "product", "bias", "sum"))
            .message(1, node("Sigmoid", "sum", null, "score"))
            .text(2, "logistic")
            .message(5, floats("weights", weights, weights.length, 1))
            .message(5, floats("bias", new float[] {bias}, 1, 1))
            .message(11, value("features", FLOAT, -1, weights.length))
            .message(12, value("score", FLOAT, -1, 1));
    return model(graph);
  }

  /** sum = left + right, of two numbers a row. */
  static byte[] sum() {
    return model(
        new OnnxFile()
            .message(1, node("Add", "left", "right", "sum"))
            .text(2, "sum")
            .message(11, value("left", INT64, -1))
            .message(11, value("right", INT64, -1))
            .message(12, value("sum", INT64, -1)));
  }

  /** Of inputs that are no columns. */
  static byte[] odd() {
    return model(
        new OnnxFile()
            .message(1, node("Identity", "image", null, "same"))
            .message(1, node("Identity", "text", null, "sameText"))
            .message(1, node("Identity", "fixed", null, "sameFixed"))
            .text(2, "odd")
            .message(11, value("image", FLOAT, -1, 3, 2))
            .message(11, value("text", STRING, -1))
            .message(11, value("fixed", FLOAT, 1, 2))
            .message(12, value("same", FLOAT, -1, 3, 2))
            .message(12, value("sameText", STRING, -1))
            .message(12, value("sameFixed", FLOAT, 1, 2)));
  }

  private static byte[] model(OnnxFile graph) {
    OnnxFile operators = new OnnxFile().text(1, "").number(2, 13);
    return new OnnxFile().number(1, 8).message(7, graph).message(8, operators).bytes.toByteArray();
  }

  private static OnnxFile node(String operator, String first, @Nullable String second, String out) {
    OnnxFile node = new OnnxFile().text(1, first);
    if (second != null) {
      node.text(1, second);
    }
    return node.text(2, out).text(4, operator);
  }

  private static OnnxFile floats(String name, float[] values, long... shape) {
    OnnxFile tensor = new OnnxFile();
    for (long size : shape) {
      tensor.number(1, size);
    }
    ByteBuffer raw = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      raw.putFloat(value);
    }
    return tensor.number(2, FLOAT).text(8, name).blob(9, raw.array());
  }

  /** An input or output; a size of -1 is left open. */
  private static OnnxFile value(String name, int type, long... shape) {
    OnnxFile sizes = new OnnxFile();
    for (long size : shape) {
      sizes.message(1, size < 0 ? new OnnxFile().text(2, "rows") : new OnnxFile().number(1, size));
    }
    OnnxFile tensor = new OnnxFile().number(1, type).message(2, sizes);
    return new OnnxFile().text(1, name).message(2, new OnnxFile().message(1, tensor));
  }

  private OnnxFile number(int field, long value) {
    varint((long) field << 3);
    varint(value);
    return this;
  }

  private OnnxFile text(int field, String value) {
    return blob(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private OnnxFile message(int field, OnnxFile value) {
    return blob(field, value.bytes.toByteArray());
  }

  private OnnxFile blob(int field, byte[] value) {
    varint((long) field << 3 | 2);
    varint(value.length);
    bytes.writeBytes(value);
    return this;
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      bytes.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }
}
