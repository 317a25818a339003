package dev.bering.scoring;

import dev.bering.flow.Frame;
import dev.bering.flow.FrameModel;
import dev.bering.flow.ModelItem;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.List;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads Spark ML pipelines that were fitted and saved. Such a model does not tell what it reads, so
 * its input is the record the caller names, and its output what the pipeline says it makes of that.
 * The digest is that of the files in the folder.
 */
public final class SparkMlModels {

  private SparkMlModels() {}

  /**
   * The pipeline saved in {@code folder}, applied to rows with the columns of {@code in}. Say which
   * of the columns it adds are read with {@link ModelItem#as}.
   *
   * @param version which training of it this is
   * @throws UserException SCORING_FILE if there is no saved pipeline, SCORING_SIGNATURE if it does
   *     not take such rows
   */
  public static ModelItem<FrameModel<?, ?>> read(
      SparkSession spark, String name, String version, String folder, Class<? extends Record> in) {
    StructType input = columns(spark, in);
    PipelineModel pipeline = pipeline(name, folder);
    return ModelItem.of(
        name,
        version,
        FolderDigest.of(spark, folder),
        new SparkMlModel(pipeline, input, added(name, pipeline, input)));
  }

  private static <R extends Record> StructType columns(SparkSession spark, Class<R> type) {
    return Frame.of(spark, type, List.of()).schema();
  }

  private static PipelineModel pipeline(String name, String folder) {
    try {
      return PipelineModel.load(folder);
    } catch (Exception e) { // Scala throws checked exceptions without saying so
      throw UserException.source(
          new Problem(
              "SCORING_FILE",
              "Cannot read model %s: there is no saved pipeline in %s.".formatted(name, folder),
              "name the folder that PipelineModel.save wrote"),
          e);
    }
  }

  private static StructType added(String name, PipelineModel pipeline, StructType input) {
    try {
      StructType added = new StructType();
      for (StructField field : pipeline.transformSchema(input).fields()) {
        if (!List.of(input.fieldNames()).contains(field.name())) {
          added = added.add(field);
        }
      }
      return added;
    } catch (Exception e) { // Scala throws checked exceptions without saying so
      throw UserException.usage(
          new Problem(
              "SCORING_SIGNATURE",
              "Cannot read model %s: it does not take rows of %s: %s."
                  .formatted(name, input.toDDL(), firstLine(e)),
              "name the record of the columns it was fitted on"),
          e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage())
        .strip()
        .lines()
        .findFirst()
        .orElse("")
        .replaceFirst("[.]$", "");
  }
}
