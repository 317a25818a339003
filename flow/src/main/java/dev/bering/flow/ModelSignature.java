package dev.bering.flow;

import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/**
 * What a port wants of a {@link FrameModel}.
 *
 * @param input the columns the model is given
 * @param output the columns that are read of those it adds
 */
public record ModelSignature(StructType input, StructType output) {

  /** Of a port for models that are no {@link FrameModel}, or do not say of which records. */
  public static final ModelSignature UNDECLARED =
      new ModelSignature(new StructType(), new StructType());

  boolean isDeclared() {
    return !equals(UNDECLARED);
  }

  /**
   * Everything in which {@code model} is not what is wanted.
   *
   * @param subject how the messages begin
   */
  List<Problem> problems(String subject, ModelItem<?> model) {
    var problems = new ArrayList<Problem>();
    if (isDeclared() && model.model() instanceof FrameModel<?, ?> given) {
      problems.addAll(
          Covering.problems(
              "%s, rows for %s".formatted(subject, model),
              input,
              given.input(),
              Covering.Nulls.REFUSED));
      problems.addAll(
          Covering.problems(
              "%s, rows of %s".formatted(subject, model),
              given.output(),
              output,
              Covering.Nulls.IGNORED));
    }
    return problems;
  }

  /** As plans print it. */
  @Override
  public String toString() {
    return "%s -> %s".formatted(input.toDDL(), output.toDDL());
  }
}
