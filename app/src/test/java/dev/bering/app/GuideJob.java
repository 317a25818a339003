package dev.bering.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The job whose port the guide proves: invoices that the legacy job recorded in two runs, and those
 * that the port wrote. Legacy regions are padded, halves of a cent are rounded by each side in its
 * own way, risks are others in every run, and five states have a new name.
 */
final class GuideJob {

  private static final String HALVES_UP = "round";
  private static final String HALVES_TO_EVEN = "round_even";

  private final Path root;

  private GuideJob(Path root) {
    this.root = root;
  }

  static GuideJob lay(Path root) throws IOException {
    GuideJob job = new GuideJob(root);
    job.legacyRun("recorded/invoices.parquet", 0);
    job.legacyRun("recorded/invoices-again.parquet", 1);
    job.ported(HALVES_TO_EVEN);
    return job;
  }

  /** Something that the guide says happens. */
  void happen(String event) throws IOException {
    switch (event) {
      case "the port rounds as the legacy job does" -> ported(HALVES_UP);
      default -> throw new IllegalStateException("nobody knows how: " + event);
    }
  }

  private void legacyRun(String name, int run) throws IOException {
    invoices(name, run, "rpad(%s, 4, ' ')", HALVES_UP, "OPEN");
  }

  private void ported(String rounding) throws IOException {
    invoices("ported/invoices.parquet", 2, "%s", rounding, "PENDING");
  }

  private void invoices(String name, int run, String region, String rounding, String open)
      throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.resolveSibling("."));
    String rows =
        """
        SELECT
          1000 + range AS invoice_id,
          %s AS region,
          %s(range * 0.125, 2)::DECIMAL(12, 2) AS amount,
          0.5 + range %% 7 / 100.0
            + CASE WHEN (range * 7 + %d) %% 10 = 0 THEN range %% 13 / 7000 ELSE 0 END AS risk,
          CASE
            WHEN range // 100 = 1 AND range %% 20 = 5 THEN '%s'
            WHEN range %% 3 = 0 THEN 'OPEN'
            ELSE 'PAID'
          END AS state
        FROM range(400)
        """
            .formatted(
                region.formatted("['DE', 'FR', 'IT', 'ES'][1 + range // 100]"),
                rounding,
                3 * run,
                open);
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("COPY (%s) TO '%s' (FORMAT parquet)".formatted(rows, file));
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
