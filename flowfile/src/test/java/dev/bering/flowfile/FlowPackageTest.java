package dev.bering.flowfile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.flow.TestSpark;
import dev.bering.model.UserException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("spark")
class FlowPackageTest {

  @TempDir Path folder;

  /** A folder with the classes of the test flows and no others. */
  private Path classes(Class<?>... types) throws IOException {
    Path jar = folder.resolve("classes");
    Path place = PackageParts.place(Detection.class);
    if (Files.isDirectory(place)) {
      copy(place.resolve("dev/bering/flowfile"), jar, types);
    } else {
      try (FileSystem tests = FileSystems.newFileSystem(place)) {
        copy(tests.getPath("dev/bering/flowfile"), jar, types);
      }
    }
    return jar;
  }

  private static void copy(Path from, Path jar, Class<?>... types) throws IOException {
    Path to = Files.createDirectories(jar.resolve("dev/bering/flowfile"));
    try (var all = Files.list(from)) {
      for (Path file : all.toList()) {
        String name = file.getFileName().toString();
        if (Arrays.stream(types).anyMatch(type -> name.matches(type.getSimpleName() + "[.$].*"))) {
          Files.copy(file, to.resolve(name));
        }
      }
    }
  }

  private String json(Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile())) {
      return new String(
          zip.getInputStream(zip.getEntry("flow.json")).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What spark-submit says and how it ends, in a process of its own without the flow's classes. */
  private static String submit(Path jar, String... args) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xms512m",
            "-Xmn256m",
            "-Xmx1g",
            "-XX:MetaspaceSize=256m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dslf4j.internal.verbosity=ERROR"));
    for (String opened : List.of("java.nio", "sun.nio.ch", "java.lang", "java.util")) {
      command.add("--add-opens=java.base/%s=ALL-UNNAMED".formatted(opened));
    }
    command.addAll(List.of("-cp", platform(), "org.apache.spark.deploy.SparkSubmit"));
    command.addAll(List.of("--master", "local[1]", "--conf", "spark.ui.enabled=false"));
    command.addAll(List.of("--conf", "spark.sql.shuffle.partitions=1"));
    // As the tests of this room have it: code is not generated and compiled for a handful of rows.
    command.addAll(List.of("--conf", "spark.sql.codegen.wholeStage=false"));
    command.addAll(List.of("--conf", "spark.sql.codegen.factoryMode=NO_CODEGEN"));
    // Delta reads its log in fifty tasks otherwise, however short the log is.
    command.addAll(List.of("--conf", "spark.databricks.delta.snapshotPartitions=1"));
    command.add(jar.toString());
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return "%send %d\n".formatted(said, process.waitFor());
  }

  /** The class path of a place with Spark and Delta: no Bering, nothing that a package brings. */
  private static String platform() {
    List<Path> brought = PackageParts.places();
    return Arrays.stream(System.getProperty("java.class.path").split(":"))
        .filter(place -> !place.isEmpty() && !brought.contains(Path.of(place).toAbsolutePath()))
        .filter(place -> !ofBering(Path.of(place)))
        .collect(Collectors.joining(":"));
  }

  private static boolean ofBering(Path place) {
    if (!Files.isRegularFile(place)) {
      return Files.isDirectory(place.resolve("dev/bering"));
    }
    try (var jar = new ZipFile(place.toFile())) {
      return jar.stream().anyMatch(entry -> entry.getName().startsWith("dev/bering/"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void sparkSubmitPublishesWhatARunPublishes() throws IOException, InterruptedException {
    var lake = new Lake(folder);
    lake.events("0 a 70", "1 a 40");
    String jars = "jars: [%s]\n".formatted(classes(Detection.class));
    Path file = lake.detection(jars);
    var written = new FlowPackage(FlowFile.read(file), "0.1").write(folder.resolve("dist"));
    Path jar = Path.of(written.jar());
    assertThat(jar).isEqualTo(folder.resolve("dist/detect.jar"));

    String said = submit(jar, "--slices", "2026-01-01T00..2026-01-01T01");

    assertThat(said)
        .contains("detect, 2026-01-01T00 to 2026-01-01T01: ran 2 slices, 0 up to date\n")
        .endsWith("end 0\n");
    assertThat(lake.rows("alerts", "hour(slice_start)", "host", "bytes"))
        .containsExactly("1 a 110");
    assertThat(lake.rows("series", "hour(slice_start)", "host", "bytes"))
        .containsExactly("0 a 70", "1 a 110");
    FlowFile again = FlowFile.read(file);
    assertThat(again.sliced().name()).isEqualTo("detect");
    assertThat(
            new FlowFileRunner(again, TestSpark.session(), Clock.systemUTC())
                .plan(
                    CommandLine.populateCommand(
                        new RunOptions(), "--slices", "2026-01-01T00..2026-01-01T01"),
                    System.err::println))
        .hasToString("detect, 2026-01-01T00 to 2026-01-01T01: 2 up to date, 0 to run\n");
  }

  @Test
  void thePackageHoldsTheFileWithAllThatItNames() throws IOException {
    var lake = new Lake(folder);
    lake.write("weight.txt", "2.5");
    Path classes = classes(Detection.class, Scoring.class);
    lake.detection("jars: [classes]\n");
    Path file =
        lake.write(
            "score.yaml",
            """
            flow: dev.bering.flowfile.Scoring
            jars: [classes]
            every: 1d
            first: 2026-01-01
            ledger: ledger
            inputs:
              events: {published: detect.yaml, port: series.after, late: 2h, lookback: 1}
            models: {weight: weight.txt}
            outputs: {scores: {table: "s3://lake/scores"}}
            budget: 1h
            spark: {spark.sql.shuffle.partitions: 4}
            """);
    Path jar = folder.resolve("score.jar");

    var written = new FlowPackage(FlowFile.read(file), "0.1").write(jar);

    assertThat(written.submit())
        .isEqualTo(
            "spark-submit --packages io.delta:delta-spark_4.1_2.13:4.4.0,"
                + "org.apache.hadoop:hadoop-aws:3.4.2 "
                + jar);
    assertThat(json(jar).replace(folder.toString(), "FOLDER"))
        .isEqualTo(
            """
            {
              "bering" : "0.1",
              "flow" : "dev.bering.flowfile.Scoring",
              "every" : "1d",
              "first" : "2026-01-01",
              "ledger" : "FOLDER/ledger",
              "inputs" : {
                "events" : {
                  "published" : {
                    "flow" : "dev.bering.flowfile.Detection",
                    "every" : "1h",
                    "first" : "2026-01-01T00",
                    "ledger" : "FOLDER/ledger",
                    "inputs" : {
                      "events" : {
                        "table" : "FOLDER/events",
                        "partitions" : [ "day", "hour" ],
                        "late" : "always"
                      }
                    },
                    "outputs" : {
                      "alerts" : {
                        "table" : "FOLDER/alerts"
                      }
                    },
                    "state" : {
                      "series" : "FOLDER/series"
                    }
                  },
                  "port" : "series.after",
                  "late" : "2h",
                  "lookback" : 1
                }
              },
              "models" : {
                "weight" : {
                  "file" : "package:flow-models/scoring/weight/weight.txt"
                }
              },
              "outputs" : {
                "scores" : {
                  "table" : "s3://lake/scores"
                }
              },
              "budget" : "1h",
              "spark" : {
                "spark.sql.shuffle.partitions" : "4"
              }
            }
            """);
    FlowFile packaged = FlowFile.packaged(jar, folder.resolve("unpacked"));
    assertThat(packaged.inputs()).hasSize(1);
    assertThat(requireNonNull(packaged.models().get("weight")).toPath()).hasContent("2.5");
    assertThat(FlowJson.text(packaged, "0.1").replace("unpacked/", "")).isEqualTo(json(jar));
    byte[] before = Files.readAllBytes(jar);
    new FlowPackage(FlowFile.read(file), "0.1").write(jar);
    assertThat(jar).hasBinaryContent(before);
    assertThat(classes).isDirectory();
  }

  @Test
  void whatCannotRunIsNotPackaged() throws IOException {
    var lake = new Lake(folder);
    Path file = lake.detection("jars: [classes]\n");
    classes(Detection.class);
    String text =
        Files.readString(file).replace("alerts: alerts", "alerts: {table: alerts, time: at}");
    var misbound = new FlowPackage(FlowFile.read(lake.write("at.yaml", text)), "0.1");

    assertThatThrownBy(() -> misbound.write(folder.resolve("x.jar")))
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot slice port alerts of detect by column at: there is no such column.");
    assertThat(folder.resolve("x.jar")).doesNotExist();
  }

  @Test
  void whatCannotBePackagedIsRefusedByName() throws IOException {
    var lake = new Lake(folder);
    Path file = lake.detection();
    var alone = new FlowPackage(FlowFile.read(file), "0.1");

    assertThatThrownBy(() -> alone.write(folder.resolve("x.jar")))
        .hasMessage(
            "Cannot package detect: class dev.bering.flowfile.Detection is in none of its jars.");
    classes(Detection.class);
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(folder.resolve("classes/reference.conf"), "a");
    Files.writeString(other.resolve("reference.conf"), "b");
    Path clashing = lake.detection("jars: [classes, other]\n");

    assertThatThrownBy(
            () -> new FlowPackage(FlowFile.read(clashing), "0.1").write(folder.resolve("x.jar")))
        .hasMessage(
            "Cannot package reference.conf of %s: %s has another of that name."
                .formatted(other, folder.resolve("classes")));
    assertThat(folder.resolve("x.jar")).doesNotExist();
  }

  @Test
  void aJarThatIsNoPackageIsRefused() throws IOException {
    Path jar = PackageParts.place(CommandLine.class);
    var err = new ByteArrayOutputStream();

    int exitCode = Main.run(System.out, new PrintStream(err, true, StandardCharsets.UTF_8), jar);

    assertThat(exitCode).isEqualTo(3);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualToNormalizingNewlines(
            """
            Cannot read package %s: it has no flow.json.
            hint: run a jar that 'bering flow package' has written
            """
                .formatted(jar));
  }
}
