package dev.bering.app;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** Several small tables, and what is done with them by one command. */
abstract class ManyTablesCase {

  @TempDir Path folder;

  Path table(String path) {
    Path table = folder.resolve(path);
    Cli.write(table.resolve("a.parquet"), "0123456789");
    commit(
        table,
        0,
        """
        {"protocol":{"minReaderVersion":1,"minWriterVersion":2}}
        {"metaData":{"id":"%s","schemaString":"{}","partitionColumns":[],"configuration":{}}}
        {"add":{"path":"a.parquet","partitionValues":{},"size":10,"modificationTime":0,"dataChange":true}}
        """
            .formatted(path));
    return table;
  }

  static void commit(Path table, int version, String actions) {
    Cli.write(table.resolve("_delta_log/%020d.json".formatted(version)), actions);
  }

  static void append(Path table, int version) {
    Cli.write(table.resolve("b%d.parquet".formatted(version)), "0123456789");
    commit(
        table,
        version,
        """
        {"add":{"path":"b%d.parquet","partitionValues":{},"size":10,"modificationTime":0,"dataChange":true}}
        """
            .formatted(version));
  }

  /** What a command prints, with the times that nobody can know taken out. */
  static String timeless(String text) {
    return text.replaceAll("\\d+\\.\\d s", "T s")
        .lines()
        .reduce("", (all, line) -> all + line + "\n");
  }

  Path at(String path) {
    return folder.resolve(path);
  }
}
