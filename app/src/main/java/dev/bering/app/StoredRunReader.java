package dev.bering.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.parity.Rung;
import dev.bering.parity.Ties;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads kept reports; what is none is refused, not guessed at. */
final class StoredRunReader {

  private final String name;
  private final JsonNode document;

  private StoredRunReader(String name, JsonNode document) {
    this.name = name;
    this.document = document;
  }

  /** The run that a document tells of; empty if it is not one of this format. */
  static Optional<StoredRun> read(String name, JsonNode document) {
    try {
      return Optional.of(new StoredRunReader(name, document).run());
    } catch (Foreign | DateTimeException e) {
      return Optional.empty();
    }
  }

  private StoredRun run() {
    JsonNode run = need(document, "run");
    if (need(document, "format").asInt() != Json.FORMAT) {
      throw new Foreign();
    }
    return document.has("sets") ? sets(run, document.path("sets")) : rows(run);
  }

  private StoredRun rows(JsonNode run) {
    JsonNode report = need(document, "report");
    JsonNode rows = need(report, "rows");
    List<String> keys = texts(need(need(report, "plan"), "keys"), "name");
    List<StoredRun.Finding> findings = new ArrayList<>();
    findings.add(only("rows only on the left", number(rows, "onlyLeft"), report, "onlyLeft", keys));
    findings.add(
        only("rows only on the right", number(rows, "onlyRight"), report, "onlyRight", keys));
    for (JsonNode column : need(report, "columns")) {
      List<String> examples = new ArrayList<>();
      need(column, "samples")
          .forEach(sample -> examples.add(key(keys, values(need(sample, "key")))));
      findings.add(
          new StoredRun.Finding(
              text(need(column, "plan"), "name"),
              columnRung(column, rows),
              number(column, "changed"),
              examples));
    }
    return new StoredRun(
        name,
        Instant.parse(text(run, "savedAt")),
        pair(run),
        rung(report, "verdict"),
        text(report, "reason"),
        number(rows, "left"),
        number(rows, "right"),
        declaration(need(report, "plan")),
        findings);
  }

  private StoredRun sets(JsonNode run, JsonNode report) {
    JsonNode counts = need(report, "counts");
    List<String> columns = texts(need(need(report, "plan"), "columns"), "name");
    List<StoredRun.Finding> findings = new ArrayList<>();
    for (JsonNode measure : need(report, "measures")) {
      findings.add(
          new StoredRun.Finding(text(measure, "kind"), rung(measure, "rung"), 0, List.of()));
    }
    for (String side : List.of("left", "right")) {
      List<String> examples = new ArrayList<>();
      need(report, side.equals("left") ? "onlyLeft" : "onlyRight")
          .forEach(member -> examples.add(key(columns, values(need(member, "values")))));
      long only = number(counts, side) - number(counts, "both");
      String rung = only == 0 ? Rung.EXACT.name() : Rung.MISMATCH.name();
      findings.add(new StoredRun.Finding("members only on the " + side, rung, only, examples));
    }
    return new StoredRun(
        name,
        Instant.parse(text(run, "savedAt")),
        pair(run),
        rung(report, "verdict"),
        text(report, "reason"),
        number(counts, "left"),
        number(counts, "right"),
        declaration(need(report, "plan")),
        findings);
  }

  private static StoredRun.Finding only(
      String finding, long count, JsonNode report, String side, List<String> keys) {
    List<String> examples = new ArrayList<>();
    need(report, side).forEach(values -> examples.add(key(keys, values(values))));
    String rung = count == 0 ? Rung.EXACT.name() : differences(report);
    return new StoredRun.Finding(finding, rung, count, examples);
  }

  /** What rows that differ come to; reports that know no ties do not say. */
  private static String differences(JsonNode report) {
    return report.has("ties") ? rung(report.get("ties"), "rung") : Rung.MISMATCH.name();
  }

  /** Its parts as JSON, if there is something to them; the number of examples shown is none. */
  private static Map<String, String> declaration(JsonNode plan) {
    Map<String, String> parts = new LinkedHashMap<>();
    plan.path("comparison")
        .properties()
        .forEach(part -> parts.put(part.getKey(), part.getValue().toString()));
    parts.remove("sampleLimit");
    // What is not declared is not there in reports that were kept before it could be.
    if (plan.at("/comparison/ties/kind").asText().equals(Ties.Kind.NONE.name())) {
      parts.remove("ties");
    }
    parts.values().removeIf("[]"::equals);
    return parts;
  }

  /** Where no row of one side has a partner, no value of a column was compared. */
  private static String columnRung(JsonNode column, JsonNode rows) {
    boolean isPaired = number(rows, "left") > number(rows, "onlyLeft");
    return isPaired ? rung(column, "rung") : Rung.NOT_COMPARED.name();
  }

  private static DiffResult.Pair pair(JsonNode run) {
    return new DiffResult.Pair(text(run, "left"), text(run, "right"), text(run, "by"));
  }

  private static String key(List<String> names, List<String> values) {
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      parts.add(i < names.size() ? names.get(i) + "=" + values.get(i) : values.get(i));
    }
    return String.join(" ", parts);
  }

  private static List<String> texts(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false).map(node -> text(node, field)).toList();
  }

  private static List<String> values(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private static String rung(JsonNode node, String field) {
    String rung = text(node, field);
    if (Arrays.stream(Rung.values()).noneMatch(known -> known.name().equals(rung))) {
      throw new Foreign();
    }
    return rung;
  }

  private static String text(JsonNode node, String field) {
    JsonNode value = need(node, field);
    if (!value.isTextual()) {
      throw new Foreign();
    }
    return value.textValue();
  }

  private static long number(JsonNode node, String field) {
    JsonNode value = need(node, field);
    if (!value.canConvertToLong()) {
      throw new Foreign();
    }
    return value.longValue();
  }

  private static JsonNode need(JsonNode node, String field) {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      throw new Foreign();
    }
    return value;
  }

  /** The document is something else. */
  private static final class Foreign extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
  }
}
