package dev.bering.scoring;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.bering.flow.FrameModel;
import dev.bering.flow.ModelItem;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads ONNX models. The signature comes from the file: each input and output is a column of its
 * name, a number where the shape is [rows] or [rows, 1], a list of numbers where it is [rows, n].
 * The digest is that of the file.
 */
public final class OnnxModels {
  private static final int BATCH = -1;

  private OnnxModels() {}

  /**
   * The model in {@code file}. Say which records it reads and adds with {@link ModelItem#as}.
   *
   * @param version which training of it this is
   * @throws UserException SCORING_FILE if it is no ONNX model, SCORING_TENSOR for every input and
   *     output that is no column
   */
  public static ModelItem<FrameModel<?, ?>> read(String name, String version, Path file) {
    byte[] bytes = bytes(name, file);
    String digest = Sha256.of(bytes);
    var reading = new Reading(name);
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(bytes)) {
      List<Tensor> inputs = reading.tensors("input", session.getInputInfo().values());
      List<Tensor> outputs = reading.tensors("output", session.getOutputInfo().values());
      reading.refuseProblems();
      return ModelItem.of(
          name, version, digest, new OnnxModel(name, digest, bytes, inputs, outputs));
    } catch (OrtException e) {
      throw UserException.source(
          new Problem(
              "SCORING_FILE",
              "Cannot read model %s: %s is no ONNX model: %s."
                  .formatted(name, file.getFileName(), firstLine(e)),
              "export it to ONNX again"),
          e);
    }
  }

  private static byte[] bytes(String name, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "SCORING_FILE",
              "Cannot read model %s: there is no file %s that can be read.".formatted(name, file),
              "name the .onnx file"),
          e);
    }
  }

  private static String firstLine(OrtException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("").replaceFirst("[.]$", "");
  }

  /** Reads the inputs and outputs of one model, and keeps what is wrong with them. */
  private record Reading(String name, List<Problem> problems) {
    Reading(String name) {
      this(name, new ArrayList<>());
    }

    List<Tensor> tensors(String kind, Collection<NodeInfo> nodes) {
      return nodes.stream().flatMap(node -> tensor(kind, node).stream()).toList();
    }

    private Optional<Tensor> tensor(String kind, NodeInfo node) {
      if (!(node.getInfo() instanceof TensorInfo info)) {
        return refuse(kind, node, "is no tensor", "export it without maps (zipmap=False)");
      }
      long[] shape = info.getShape();
      if (!Tensor.holds(info.type)) {
        return refuse(
            kind,
            node,
            "holds " + info.type,
            "export it with float, double, int32 or int64 tensors");
      }
      if (shape.length < 1 || shape.length > 2 || shape[0] != BATCH) {
        return refuse(
            kind,
            node,
            "has the shape " + Arrays.toString(shape),
            "export it with the shape [rows] or [rows, n], the number of rows left open");
      }
      int width = shape.length == 1 ? 1 : (int) shape[1];
      return Optional.of(new Tensor(node.getName(), info.type, shape.length, width));
    }

    private Optional<Tensor> refuse(String kind, NodeInfo node, String fact, String hint) {
      problems.add(
          new Problem(
              "SCORING_TENSOR",
              "Cannot read model %s: its %s %s %s.".formatted(name, kind, node.getName(), fact),
              hint));
      return Optional.empty();
    }

    void refuseProblems() {
      if (!problems.isEmpty()) {
        throw UserException.usage(problems);
      }
    }
  }
}
