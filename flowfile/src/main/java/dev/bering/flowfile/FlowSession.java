package dev.bering.flowfile;

import dev.bering.flow.LocalSpark;
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
    return LocalSpark.named("bering flow " + file.flow().name()).withSettings(file.spark()).start();
  }
}
