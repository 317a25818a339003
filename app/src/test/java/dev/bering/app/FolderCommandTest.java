package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderCommandTest {

  @TempDir Path folder;

  private Path put(String path, String content) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  @Test
  void copiesAFolderChecksItAndRemovesOnlyWhenAsked() throws IOException {
    put("in/d=1/a.csv", "1");
    Path gone = put("in/d=1/b.csv", "2");
    Path source = folder.resolve("in");
    Path target = folder.resolve("out");
    Cli first = Cli.run("clone", source, target);
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).startsWith("+ %s is at 2 files of 2 B: 2 files and".formatted(target));
    Files.delete(gone);
    Cli check = Cli.run("check", source, target);
    assertThat(check.exitCode()).isEqualTo(1);
    assertThat(check.out())
        .isEqualTo(
            """
            - d=1/b.csv  (not at the source)
            = 1  - 1  + 0  * 0  ! 0  at 1 file of 1 B
            """);
    assertThat(Cli.run("clone", source, target).out())
        .isEqualTo("= %s is at 1 file of 1 B already: nothing copied%n".formatted(target));
    Cli second = Cli.run("clone", source, target, "--delete-extra");
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(Cli.run("check", source, target).exitCode()).isZero();
  }

  @Test
  void refusesOptionsThatMeanNothing() throws IOException {
    put("in/d=1/a.csv", "1");
    Path source = folder.resolve("in");
    Path target = folder.resolve("out");
    Cli copy =
        Cli.run("clone", source, target, "--partition-column", "d=int", "--mode", "snapshot");
    assertThat(copy.exitCode()).isEqualTo(2);
    assertThat(copy.err())
        .contains("Cannot clone %s: --mode snapshot is for Delta tables.".formatted(source))
        .contains(
            "Cannot clone %s: --partition-column means nothing for a copy of files."
                .formatted(source));
    Cli conversion = Cli.run("clone", source, target, "--target-format", "delta", "--delete-extra");
    assertThat(conversion.exitCode()).isEqualTo(2);
    assertThat(conversion.err())
        .contains(
            "Cannot clone %s: --delete-extra means nothing for a Delta table, whose log says which files count."
                .formatted(source));
    Files.createDirectories(folder.resolve("lost/_delta_log"));
    put("lost/a.parquet", "x");
    Cli delta = Cli.run("clone", folder.resolve("lost"), target, "--target-format", "delta");
    assertThat(delta.exitCode()).isEqualTo(2);
    assertThat(delta.err())
        .contains(
            "Cannot clone %s: --target-format is for Iceberg tables and folders of data files."
                .formatted(folder.resolve("lost")));
    assertThat(Cli.run("clone", folder.resolve("lost"), target).err())
        .contains("its _delta_log holds no commit and no checkpoint.");
    assertThat(target).doesNotExist();
  }

  @Test
  void refusesToConvertWhatIsNoParquet() throws IOException {
    put("in/d=1/a.csv", "1");
    Cli cli =
        Cli.run("clone", folder.resolve("in"), folder.resolve("out"), "--target-format", "delta");
    assertThat(cli.exitCode()).isEqualTo(3);
    assertThat(cli.err())
        .contains(
            "Cannot clone %s: d=1/a.csv is no Parquet file that can be read"
                .formatted(folder.resolve("in")));
  }
}
