package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.bering.model.ExitCode;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.NoiseFloor;
import dev.bering.parity.SetReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The published schema of reports is made of the records that are written, and every report is
 * valid by it. After a change of a record, {@code BERING_WRITE_DOCS=yes ./mvnw test -pl app -am
 * -Dtest=ReportSchemaTest -Dsurefire.failIfNoSpecifiedTests=false} writes it anew; a change that
 * would make a reader of the old schema misread a report takes a new format number too.
 */
class ReportSchemaTest {

  private static final Path FILE =
      Path.of(System.getProperty("bering.root"), "docs/reference/comparison-report.schema.json");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir Path folder;

  @Test
  void isMadeOfTheRecordsThatAreWritten() throws IOException {
    String schema = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(schema()) + "\n";
    if ("yes".equals(System.getenv("BERING_WRITE_DOCS"))) {
      Files.writeString(FILE, schema);
    }
    assertThat(Files.readString(FILE)).isEqualToNormalizingNewlines(schema);
  }

  @Test
  void describesEveryKindOfReport() throws IOException {
    Path left =
        Cli.write(
            folder.resolve("left.csv"),
            "id,t,amount,old,note\n1,a,10,1,x\n2,a,20,1,y\n3,b,1,1,z\n");
    Path right =
        Cli.write(
            folder.resolve("right.csv"), "id,t,amount,note\n1,a,10.001,q\n2,a,NaN,r\n4,c,1,s\n");
    Path runs = folder.resolve("runs");
    assertThat(
            errors(
                "diff",
                left,
                right,
                "--key",
                "id",
                "--tolerance",
                "amount=abs:0.01",
                "--ignore",
                "note=a reason",
                "--save",
                runs))
        .isEmpty();
    assertThat(errors("diff", left, right, "--keyless")).isEmpty();
    assertThat(errors("diff", left, right, "--key", "id", "--normalise", "t=[trim, lower-case]"))
        .isEmpty();
    assertThat(
            errors(
                "diff",
                left,
                right,
                "--key",
                "id",
                "--accept",
                "{columns: [amount], owner: o, reason: r, cap: 9, expires: 2099-01-31}"))
        .isEmpty();
    Path chosen =
        Cli.writeParquet(
            folder.resolve("chosen.parquet"),
            "FROM (VALUES (1, 'a', 9), (2, 'b', 8)) t(id, t, amount)");
    Path others =
        Cli.writeParquet(
            folder.resolve("others.parquet"),
            "FROM (VALUES (3, 'a', 9), (4, 'c', 7)) t(id, t, amount)");
    assertThat(
            errors(
                "diff",
                chosen,
                others,
                "--key",
                "id",
                "--partitions",
                "t",
                "--ties",
                "{kind: top-k, partition: t, order: amount desc, candidates: %s}"
                    .formatted(chosen)))
        .isEmpty();
    Path again = Files.copy(right, folder.resolve("again" + right.getFileName()));
    Path twice = Files.copy(left, folder.resolve("twice" + left.getFileName()));
    assertThat(errors("diff", left, right, "--key", "id", "--noise", again, "--noise-new", twice))
        .isEmpty();
    assertThat(
            errors(
                "diff",
                left,
                right,
                "--as-set",
                "id",
                "--segment",
                "t",
                "--min-jaccard",
                "0.5",
                "--as-sample",
                "--save",
                runs))
        .isEmpty();
    try (Stream<Path> files = Files.list(runs)) {
      List<Path> saved = files.filter(Files::isRegularFile).toList();
      assertThat(saved).hasSize(2);
      for (Path file : saved) {
        assertThat(validator().validate(MAPPER.readTree(file.toFile()))).isEmpty();
      }
    }
  }

  @Test
  void allowsNoFieldThatItDoesNotName() throws IOException {
    Path left = Cli.write(folder.resolve("left.csv"), "id,v\n1,a\n");
    JsonNode report = MAPPER.readTree(Cli.run("diff", left, left, "--key", "id", "--json").out());
    ObjectNode rows = (ObjectNode) report.at("/report/rows");
    rows.put("surprise", 1);
    assertThat(validator().validate(report))
        .extracting(ValidationMessage::getMessage)
        .singleElement()
        .asString()
        .contains("surprise");
    rows.remove("surprise");
    rows.remove("equal");
    assertThat(validator().validate(report)).hasSize(1);
  }

  private static List<String> errors(Object... args) throws IOException {
    Object[] json = Arrays.copyOf(args, args.length + 1);
    json[args.length] = "--json";
    return validator().validate(MAPPER.readTree(Cli.run(json).out())).stream()
        .map(ValidationMessage::getMessage)
        .toList();
  }

  private static JsonSchema validator() throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
        .getSchema(MAPPER.readTree(FILE.toFile()));
  }

  private static ObjectNode schema() {
    RecordSchema records = new RecordSchema();
    ObjectNode schema = MAPPER.createObjectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "A report of bering diff");
    schema.put(
        "description",
        "What bering diff --json prints and --save keeps. A consumer of one format can read every"
            + " report of that format; new fields may be added to it.");
    schema.put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("format").put("const", Json.FORMAT);
    properties
        .putObject("exitCode")
        .set(
            "enum",
            MAPPER.valueToTree(
                List.of(
                    ExitCode.OK.number(),
                    ExitCode.DIFFERENT.number(),
                    ExitCode.UNDECIDED.number())));
    properties.set("run", records.of(RunNote.class));
    properties.set("report", records.of(ComparisonReport.class));
    properties.set("noise", records.of(NoiseFloor.class));
    properties.set("sets", records.of(SetReport.class));
    schema.putArray("required").add("format").add("exitCode");
    schema.putArray("oneOf").addObject().putArray("required").add("report");
    schema.withArray("oneOf").addObject().putArray("required").add("sets");
    schema.put("additionalProperties", false);
    schema.set("$defs", records.definitions());
    return schema;
  }
}
