package dev.bering.examples;

import dev.bering.flow.ModelItem;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.porting.ComponentParityRunner;
import dev.bering.porting.FlowParityReport;
import java.io.File;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.apache.spark.sql.SparkSession;

/**
 * The port at work: what its components make, each in a Delta table. A further run replaces the
 * rows and adds a version.
 *
 * @param folder its folder in the demo folder
 */
public record PortedPlatform(Path folder) {

  /** How Delta names its files. */
  private static final Pattern MADE =
      Pattern.compile(".*\\.(parquet|json|crc|tmp)|.*/_delta_log/_last_checkpoint");

  /**
   * An empty one in the place of an earlier one.
   *
   * @param part the name of its folder in the demo folder
   * @throws dev.bering.model.UserException DEMO_FOLDER_FOREIGN; nothing is removed then
   */
  public static PortedPlatform renew(DemoFolder demo, String part) {
    return new PortedPlatform(demo.renew(part, PortedPlatform::made));
  }

  private static boolean made(Path relative) {
    return MADE.matcher(relative.toString().replace(File.separatorChar, '/')).matches();
  }

  /**
   * Runs each component of the port by itself on what the legacy pipeline recorded, then the whole
   * port, each component on what the port's own components before it make; and compares.
   *
   * @param connections a Delta table, the legacy one or a clone; read at the version it has now
   * @param division what bytes divided by zero bytes are
   */
  public FlowParityReport compare(
      LegacyPlatform legacy,
      Path connections,
      Division division,
      SparkSession spark,
      Progress progress) {
    return new ComponentParityRunner(spark, Location.of(folder), progress)
        .run(DetectionParity.of(legacy, connections, division));
  }

  /** The classifier as a component is given it. */
  static ModelItem<LogisticModel> model() {
    LogisticModel model = LogisticModel.shipped();
    return ModelItem.of("classifier", model.version(), model);
  }
}
