package dev.bering.examples;

import dev.bering.model.Progress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/**
 * The platform to migrate, as it lies on disk: landing files, a stream that feeds the Delta table
 * {@code connections}, a model, and the recorded outputs of its pipeline.
 *
 * @param folder its folder in the demo folder
 * @param sentence which data this is and how it was placed in time, without a full stop
 * @param rowCount rows of {@code connections}
 */
public record LegacyPlatform(Path folder, String sentence, long rowCount) {

  private static final String PART = "legacy";
  private static final int STEPS = 3;

  /** How Spark, Delta and the pipeline name their files here. */
  private static final Pattern MADE =
      Pattern.compile(
          "(landing|recorded)/[a-z0-9-]+\\.parquet"
              + "|model/classifier\\.json"
              + "|connections/.*\\.(parquet|json|crc|bin|tmp)"
              + "|connections/_delta_log/_last_checkpoint"
              + "|checkpoint/(.*/)?(metadata|[0-9]+(\\.compact)?|\\.[^/]*\\.(tmp|crc))");

  /**
   * Lays the platform down and replaces what an earlier call laid down in the same demo folder. If
   * this fails the part is incomplete; laying it down again is safe.
   *
   * @param spark a session with Delta
   * @throws dev.bering.model.UserException CONNECTIONS_UNREADABLE, CONNECTIONS_INVALID or
   *     DEMO_FOLDER_FOREIGN; nothing is written or removed then
   */
  public static LegacyPlatform lay(
      DemoFolder demo, ConnectionSource source, SparkSession spark, Progress progress) {
    try (Progress.Step step =
            progress.begin("laying down the legacy platform", STEPS, Progress.Unit.STEPS);
        Landing landing = Landing.load(source)) {
      Path folder = demo.renew(PART, LegacyPlatform::made);
      LegacyPlatform platform = new LegacyPlatform(folder, landing.sentence(), landing.rowCount());
      landing.write(Files.createDirectory(platform.landing()));
      Files.createDirectory(folder.resolve("model"));
      Files.writeString(platform.model(), ModelCard.shipped().json());
      step.advance(1);
      LegacyTable table = new LegacyTable(spark, platform.connections());
      table.feed(platform.landing(), folder.resolve("checkpoint"));
      step.advance(1);
      table.deleteRepeatedRows();
      step.advance(1);
      return platform;
    } catch (IOException e) {
      throw new IllegalStateException("laying down " + demo.part(PART), e);
    }
  }

  /** Whether a file, given relative to the folder, is one that the platform has. */
  static boolean made(Path relative) {
    return MADE.matcher(relative.toString().replace(File.separatorChar, '/')).matches();
  }

  /** The folder of the Delta table that the pipeline reads. */
  public Path connections() {
    return folder.resolve("connections");
  }

  /** The JSON file of the model that the pipeline applies. */
  public Path model() {
    return folder.resolve("model").resolve("classifier.json");
  }

  /** The Parquet file in which the pipeline records the output of a component. */
  public Path recorded(LegacyComponent component) {
    return recorded().resolve(component.componentName() + ".parquet");
  }

  Path recorded() {
    return folder.resolve("recorded");
  }

  private Path landing() {
    return folder.resolve("landing");
  }
}
