package dev.bering.porting;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Location;
import java.nio.file.Path;

/** Tables as a legacy platform might have recorded them: Parquet files, made by SQL. */
record LegacyTables(Path folder) {

  /** Records the result of {@code select}. */
  Location record(String name, String select) {
    Path file = folder.resolve(name + ".parquet");
    try (Engine engine = DuckDbEngine.open()) {
      engine.execute(
          "COPY (%s) TO %s (FORMAT parquet)".formatted(select, Sql.literal(file.toString())));
    }
    return Location.of(file);
  }
}
