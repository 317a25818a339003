package dev.bering.app;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The tables that the example of a comparison's reference is about. */
final class OrdersTables implements AutoCloseable {

  private static final String LEFT =
      """
      SELECT * FROM (VALUES
        (1, now(), 10.001, 'nan'::DOUBLE, ' FR', TIMESTAMP '2026-10-01 10:00:00.123456', 'a', 'OPEN'),
        (2, now(), 20.0, 0.1::DOUBLE + 0.2, 'fr', TIMESTAMP '2026-10-02 10:00:00', 'b', 'OPEN'),
        (3, now(), 30.0, 1.0, 'n/a', TIMESTAMP '2026-10-03 10:00:00', 'c', 'OPEN'),
        (4, now(), 40.0, 1.0, 'DE', TIMESTAMP '2026-11-03 10:00:00', 'd', 'OPEN'))
      t(order_id, loaded_at, amount, score, country, placed, session, state)
      """;

  private static final String RIGHT =
      """
      SELECT * FROM (VALUES
        (1, now(), 10.002, NULL::DOUBLE, 'FR', TIMESTAMP '2026-10-01 10:00:00.123', 'x', 'PENDING'),
        (2, now(), 20.0, 0.3::DOUBLE, 'FR', TIMESTAMP '2026-10-02 10:00:00', 'y', 'PENDING'),
        (3, now(), 30.0, 1.0, NULL, TIMESTAMP '2026-10-03 10:00:00', 'z', 'OPEN'))
      t(order_id, loaded_at, amount_eur, score, country, placed, session, state)
      """;

  private final Path folder;
  private final Engine engine = DuckDbEngine.open();

  OrdersTables(Path folder) {
    this.folder = folder;
  }

  void write() throws IOException {
    write("legacy", LEFT);
    write("ported", RIGHT);
  }

  private void write(String name, String rows) throws IOException {
    Path file = Files.createDirectories(folder.resolve(name)).resolve("orders.parquet");
    engine.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(rows, file));
  }

  @Override
  public void close() {
    engine.close();
  }
}
