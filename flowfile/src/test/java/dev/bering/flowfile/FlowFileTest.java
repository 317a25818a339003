package dev.bering.flowfile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import dev.bering.slices.Grain;
import dev.bering.slices.Late;
import dev.bering.slices.SliceKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlowFileTest {

  @TempDir Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /** What is told of a file, a problem and a hint by turns, in short. */
  private String told(String text) throws IOException {
    Path file = file("flow.yaml", text);
    var refused = catchThrowableOfType(UserException.class, () -> FlowFile.read(file));
    assertThat(refused.exitCode().number()).isEqualTo(2);
    var lines = new StringBuilder();
    refused
        .problems()
        .forEach(
            problem ->
                lines
                    .append(problem.message().replace("Cannot read %s: ".formatted(file), ""))
                    .append("\n  ")
                    .append(problem.hint())
                    .append('\n'));
    return lines.toString().replace(folder.toString(), "FOLDER");
  }

  @Test
  void readsAllItsKeys() throws IOException {
    FlowFile read =
        FlowFile.read(
            file(
                "flow.yaml",
                """
                flow: dev.bering.flowfile.Detection
                every: hour
                first: 2026-01-01T00
                ledger: lake/ledger
                inputs:
                  events: {table: s3://lake/events, partitions: [day, hour], late: 2h, lookback: 3}
                outputs:
                  alerts: {table: /lake/alerts, time: at}
                  sum.sums: lake/sums
                state:
                  series: ../series
                parameters: {threshold: "5"}
                budget: 1h30m
                budgets: {alerts: 20m}
                spark: {spark.sql.shuffle.partitions: 4}
                """));

    assertThat(read.flow().name()).isEqualTo("detect");
    Slicing slicing = read.slicing().orElseThrow();
    assertThat(slicing.every()).isEqualTo(Grain.HOURLY);
    assertThat(slicing.first().label()).isEqualTo("2026-01-01T00");
    assertThat(slicing.ledger()).isEqualTo(Location.of(folder.resolve("lake/ledger")));
    FileInput.Table events = (FileInput.Table) requireNonNull(read.inputs().get("events"));
    assertThat(events.table()).hasToString("s3://lake/events");
    assertThat(events.key()).contains(SliceKey.partitions("day", "hour"));
    assertThat(events.late()).isEqualTo(Late.within(Duration.ofHours(2)).lookback(3));
    assertThat(read.outputs())
        .containsExactly(
            Map.entry("alerts", new FileOutput(Location.of("/lake/alerts"), SliceKey.time("at"))),
            Map.entry(
                "sum.sums",
                new FileOutput(Location.of(folder.resolve("lake/sums")), SliceKey.stamped())));
    assertThat(read.states()).containsEntry("series", Location.of(folder.resolveSibling("series")));
    assertThat(read.budget()).hasToString("1 h 30 min, alerts 20 min 0 s");
    assertThat(read.spark()).containsEntry("spark.sql.shuffle.partitions", "4");
  }

  @Test
  void tellsEverythingThatIsWrongInOnePass() throws IOException {
    assertThat(
            told(
                """
                flow: dev.bering.flowfile.Detection
                evry: hour
                every: fortnight
                first: 2026-01-01T00
                inputs:
                  event: {table: events, partitions: [day, hour, minute], lat: 1h}
                outputs:
                  alert: {table: alerts, time: at, partitions: day}
                  sums: {tabel: sums}
                models:
                  events: m.json
                budget: long
                spark:
                  sql.shuffle.partitions: 4
                  spark.master: yarn
                  spark.hadoop.fs.s3a.secret.key: abc
                parameters: {source: "postgresql://reader:abc@host/lake"}
                """))
        .isEqualTo(
            """
            line 3: 'every' is no length of time.
              write it as in 60m, 1h30m or 2d
            line 1: the file has no ledger.
              write 'ledger: ...'
            line 6: 'partitions' are neither a day nor a day and an hour.
              write 'partitions: [day]' or 'partitions: [day, hour]'
            line 6: input 'event' has no key 'lat'.
              did you mean late?
            line 8: both 'partitions' and 'time' are there.
              leave one of them out
            line 9: output 'sums' has no table.
              write 'table: ...'
            line 9: output 'sums' has no key 'tabel'.
              did you mean table?
            line 17: 'source' of 'parameters' may be a secret, and flow files and packages hold none.
              give it to Spark by other means, such as the environment
            line 12: 'budget' is no length of time.
              write it as in 60m, 1h30m or 2d
            line 16: 'spark.hadoop.fs.s3a.secret.key' of 'spark' may be a secret, and flow files and packages hold none.
              give it to Spark by other means, such as the environment
            line 14: 'sql.shuffle.partitions' is no setting of Spark.
              write it as in spark.sql.shuffle.partitions
            line 15: 'spark.master' belongs to the place where the flow runs, not to the flow.
              leave it out; a package runs where spark-submit sends it
            line 2: the file has no key 'evry'.
              did you mean every?
            line 6: detect has no input 'event'.
              did you mean events?
            line 11: 'events' of detect is no model.
              write it under 'inputs:'
            line 1: input 'events' of detect is missing.
              write 'events: ...' under 'inputs:'
            line 8: detect has no port 'alert'.
              did you mean alerts?
            line 1: state 'series' of detect is missing.
              write 'series: ...' under 'state:'
            """);
  }

  @Test
  void keysOfSlicesMeanNothingWithoutThem() throws IOException {
    assertThat(
            told(
                """
                flow: dev.bering.flowfile.Detection
                first: 2026-01-01T00
                inputs:
                  events: {table: events, time: at, late: always}
                outputs:
                  alerts: {table: alerts, time: at}
                """))
        .isEqualTo(
            """
            line 4: 'time' of input 'events' means nothing without 'every'.
              write 'every: hour', or leave it out
            line 4: 'late' of input 'events' means nothing without 'every'.
              write 'every: hour', or leave it out
            line 6: output 'alerts' tells slices apart, and there are none without 'every'.
              write 'every: hour', or name the table alone
            line 2: 'first' means nothing without 'every'.
              write 'every: hour', or leave it out
            line 1: detect reads what earlier slices left, and there are none without 'every'.
              write 'every: hour'
            """);
  }

  @Test
  void classesAndLabelsThatAreWrongAreToldWithTheirLine() throws IOException {
    assertThat(
            told(
                """
                flow: com.acme.Nothing
                jars: [none.jar]
                every: hour
                first: 2026-01-01T00:30
                ledger: s3://
                """))
        .isEqualTo(
            """
            line 5: cannot read location 's3://...': what follows '//' is no bucket (credentials do not belong into a location).
              write a path such as data/orders, or a location such as s3://bucket/orders
            line 4: cannot read slice '2026-01-01T00:30': slices of an hour begin at 2026-01-01T00 and 2026-01-01T01.
              name one of them
            line 1: cannot open FOLDER/none.jar: nothing is there.
              name a jar, or a folder of classes
            """);
    assertThat(told("flow: com.acme.Nothing\n"))
        .isEqualTo(
            """
            line 1: cannot get a flow from com.acme.Nothing: there is no such class in the jars.
              name a public class that implements dev.bering.flow.FlowProvider, such as com.acme.Detection, and the jars it is in
            """);
    assertThat(told("flow: dev.bering.flowfile.Scoring\nparameters: {a: 1}\n"))
        .isEqualTo(
            """
            line 1: cannot make the flow of dev.bering.flowfile.Scoring with parameters a: it takes none.
              override its method flow(parameters), or leave them out
            """);
    assertThat(told("flow: []\n"))
        .isEqualTo(
            """
            line 1: 'flow' has no plain value.
              write a text, a number, true or false
            """);
    assertThat(told("")).isEqualTo("it is empty.\n  write at least 'flow: com.acme.Detection'\n");
  }

  @Test
  void whatAnotherFilePublishesIsRead() throws IOException {
    file("other.yaml", sliced("day", "  events: {table: events, time: at}"));

    FlowFile read =
        FlowFile.read(
            file(
                "flow.yaml",
                sliced("day", "  events: {published: other.yaml, port: sum.sums, late: ignored}")));

    FileInput.Published events = (FileInput.Published) requireNonNull(read.inputs().get("events"));
    assertThat(events.file().name()).isEqualTo(folder.resolve("other.yaml").toString());
    assertThat(events.port()).isEqualTo("sum.sums");
    assertThat(events.late()).isEqualTo(Late.ignored());
  }

  @Test
  void whatIsWrongInAnotherFileIsToldInItsName() throws IOException {
    file("other.yaml", "flow: dev.bering.flowfile.Detection\nevry: hour\n");

    assertThat(told(sliced("day", "  events: {published: other.yaml, port: sums}")))
        .startsWith(
            """
            Cannot read FOLDER/other.yaml: line 2: the file has no key 'evry'.
              did you mean every?
            """);
    assertThat(told(sliced("day", "  events: {published: flow.yaml, port: sums}")))
        .startsWith(
            """
            line 6: 'published' leads back to FOLDER/flow.yaml.
              let one of the flows read a table instead
            """);
  }

  private static String sliced(String every, String input) {
    return """
        flow: dev.bering.flowfile.Detection
        every: %s
        first: 2026-01-01
        ledger: ledger
        inputs:
        %s
        outputs:
          sum.sums: {table: sums}
        state: {series: series}
        """
        .formatted(every, input);
  }

  @Test
  void modelsAreReadByTheProviderOnceWhenTheFlowIsBound() throws IOException {
    String text =
        """
        flow: dev.bering.flowfile.Scoring
        every: day
        first: 2026-01-01
        ledger: ledger
        inputs: {events: {table: events, time: at}}
        models: {weight: {file: weight.txt}}
        outputs: {scores: scores}
        """;
    FlowFile read = FlowFile.read(file("flow.yaml", text));
    Path weight = folder.resolve("weight.txt");

    assertThatThrownBy(read::sliced)
        .isInstanceOf(UserException.class)
        .hasMessage(
            "Cannot read model weight from %1$s: it failed with java.io.UncheckedIOException:"
                    .formatted(weight)
                + " java.nio.file.NoSuchFileException: %s.".formatted(weight));
    file("weight.txt", "2.5");
    assertThat(requireNonNull(read.sliced().models().get("weight")).model()).isEqualTo(2.5);
  }

  @Test
  void aFileThatIsNotThereIsASourceThatIsMissing() {
    var missing =
        catchThrowableOfType(UserException.class, () -> FlowFile.read(folder.resolve("none.yaml")));

    assertThat(missing.exitCode().number()).isEqualTo(3);
    assertThat(missing)
        .hasMessage(
            "Cannot read %1$s: file %1$s is not there.".formatted(folder.resolve("none.yaml")));
  }
}
