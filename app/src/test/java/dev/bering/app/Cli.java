package dev.bering.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** The command line as its user meets it, without a process of its own. */
record Cli(int exitCode, String out, String err) {

  /** Runs one command that nobody watches. */
  static Cli run(Object... args) {
    return run(false, args);
  }

  /** Runs one command before somebody's eyes. */
  static Cli watched(Object... args) {
    return run(true, args);
  }

  private static Cli run(boolean interactive, Object[] args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            interactive);
    String[] words = new String[args.length];
    for (int i = 0; i < args.length; i++) {
      words[i] = args[i].toString();
    }
    int exitCode = Bering.run(terminal, words);
    return new Cli(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Writes a file and the folders above it. */
  static Path write(Path file, String text) {
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes what a query of DuckDB's SQL gives, as Parquet. */
  static Path writeParquet(Path file, String query) {
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute("COPY (%s) TO '%s'".formatted(query, file));
      return file;
    } catch (SQLException e) {
      throw new IllegalStateException("cannot write " + file, e);
    }
  }
}
