package dev.bering.examples;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.tables.Tables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

/**
 * The pipeline of the legacy platform: one SQL query a component, run by DuckDB on the table {@code
 * connections} and on the outputs of the components before. What each makes is recorded as a
 * Parquet file, which is what a port is compared with.
 */
public final class LegacyPipeline {

  /** One row a column that the model reads. */
  private static final String MODEL =
      """
      SELECT term.feature, term.mean, term.scale, term.weight, intercept, threshold
      FROM (
        SELECT model.intercept, model.threshold, unnest(model.terms) AS term FROM read_json(%s)
      )
      """;

  private LegacyPipeline() {}

  /**
   * Runs all components and records what they make, in place of earlier records. If this fails the
   * records are incomplete; running it again is safe.
   *
   * @throws dev.bering.model.UserException if the table cannot be read
   */
  public static void run(LegacyPlatform platform, Progress progress) {
    LegacyComponent[] components = LegacyComponent.values();
    try (Progress.Step step =
            progress.begin("running the legacy pipeline", components.length, Progress.Unit.STEPS);
        Engine engine = DuckDbEngine.open()) {
      Files.createDirectories(platform.recorded());
      engine.register("connections", Tables.open(Location.of(platform.connections())));
      engine.materialise("model", MODEL.formatted(Sql.literal(platform.model().toString())));
      for (LegacyComponent component : components) {
        engine.materialise(component.componentName(), component.sql());
        engine.execute(
            "COPY (FROM %s ORDER BY ALL) TO %s (FORMAT parquet)"
                .formatted(
                    component.componentName(),
                    Sql.literal(platform.recorded(component).toString())));
        step.advance(1);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("recording in " + platform.recorded(), e);
    }
  }
}
