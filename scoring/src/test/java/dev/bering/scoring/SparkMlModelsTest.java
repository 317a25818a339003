package dev.bering.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.Frame;
import dev.bering.flow.FrameModel;
import dev.bering.flow.ModelItem;
import dev.bering.flow.TestSpark;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Bucketizer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("spark")
class SparkMlModelsTest {
  private final SparkSession spark = TestSpark.session();
  @TempDir private Path folder;

  public record Sized(double bytes) {}

  public record Hosted(String host, double bytes) {}

  public record Bucketed(double bucket) {}

  public record Labelled(String bucket) {}

  public record Named(String host) {}

  /** Bytes below 10, below 100, and above. */
  private String saved(String name) throws IOException {
    var buckets =
        new Bucketizer()
            .setInputCol("bytes")
            .setOutputCol("bucket")
            .setSplits(new double[] {0, 10, 100, Double.POSITIVE_INFINITY});
    Frame<Hosted> fitted = Frame.of(spark, Hosted.class, List.of(new Hosted("a", 1)));
    String path = folder.resolve(name).toString();
    new Pipeline().setStages(new PipelineStage[] {buckets}).fit(fitted.df()).save(path);
    return path;
  }

  @Test
  void addsWhatThePipelineMakesOfItsRows() throws IOException {
    ModelItem<FrameModel<Sized, Bucketed>> model =
        SparkMlModels.read(spark, "buckets", "2", saved("buckets"), Sized.class)
            .as(Sized.class, Bucketed.class);

    Frame<Hosted> rows =
        Frame.of(spark, Hosted.class, List.of(new Hosted("a", 5), new Hosted("b", 500)));

    assertThat(model.model().input().toDDL()).isEqualTo("bytes DOUBLE NOT NULL");
    assertThat(model.model().output().fieldNames()).containsExactly("bucket");
    assertThat(model.model().apply(rows.df()).collectAsList())
        .extracting(Object::toString)
        .containsExactly("[a,5.0,0.0]", "[b,500.0,2.0]");
  }

  @Test
  void knowsAModelByTheFilesOfItsFolder() throws IOException {
    String path = saved("buckets");
    String digest = SparkMlModels.read(spark, "b", "2", path, Sized.class).digest();
    assertThat(digest).matches("sha256:[0-9a-f]{64}");
    assertThat(SparkMlModels.read(spark, "b", "3", path, Hosted.class).digest()).isEqualTo(digest);
    assertThat(SparkMlModels.read(spark, "b", "2", saved("again"), Sized.class).digest())
        .isNotEqualTo(digest); // saved at another time
  }

  @Test
  void refusesPipelinesOfOtherRows() throws IOException {
    String path = saved("buckets");
    assertThatThrownBy(
            () -> SparkMlModels.read(spark, "buckets", "2", folder + "/none", Sized.class))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read model buckets: there is no saved pipeline in %s/none.".formatted(folder));
    assertThatThrownBy(() -> SparkMlModels.read(spark, "buckets", "2", path, Named.class))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith(
            "Cannot read model buckets: it does not take rows of host STRING NOT NULL: ");
    assertThatThrownBy(
            () ->
                SparkMlModels.read(spark, "buckets", "2", path, Sized.class)
                    .as(Sized.class, Labelled.class))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot take model buckets 2 for SparkMlModelsTest.Sized, rows of model buckets 2:"
                + " column bucket is double, wanted string.");
  }
}
