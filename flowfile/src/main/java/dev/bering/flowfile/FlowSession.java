package dev.bering.flowfile;

import dev.bering.flow.FlowSettings;
import dev.bering.flow.LocalSpark;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark for one flow: it knows the classes of the flow and has its settings. */
public final class FlowSession {

  private FlowSession() {}

  /**
   * Starts Spark inside this process, or gives the session that runs already. The classes of the
   * flow become those of this thread, from which Spark takes those of its tasks.
   */
  public static SparkSession local(FlowFile file) {
    Thread.currentThread().setContextClassLoader(file.loaded().classes());
    return LocalSpark.named(name(file)).withSettings(file.spark()).start();
  }

  /** Spark as {@code spark-submit} has set it up; what was set there wins over the file. */
  static SparkSession submitted(FlowFile file) {
    var settings = new SparkConf().setIfMissing("spark.app.name", name(file));
    file.spark().forEach(settings::setIfMissing);
    FlowSettings.standard().forEach(settings::setIfMissing);
    return SparkSession.builder().config(settings).getOrCreate();
  }

  private static String name(FlowFile file) {
    return "bering flow " + file.flow().name();
  }
}
