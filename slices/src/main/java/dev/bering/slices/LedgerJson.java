package dev.bering.slices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Function;

/** Entries of the ledger as JSON, whole: what is written is what is read. */
final class LedgerJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private LedgerJson() {}

  /** An entry and its place among all. */
  record Numbered(long seq, LedgerEntry entry) {}

  static String text(long seq, LedgerEntry entry) {
    ObjectNode json = JSON.createObjectNode();
    json.put("seq", seq);
    json.put("flow", entry.flow());
    json.put("slice", entry.slice().start().toString());
    json.put("seconds", entry.slice().grain().length().toSeconds());
    json.put("kind", entry.kind().name());
    json.put("run", entry.runId());
    json.put("attempt", entry.attempt());
    json.put("code", entry.code());
    json.put("parameters", entry.parameters());
    ArrayNode reads = json.putArray("reads");
    for (LedgerEntry.Read read : entry.reads()) {
      ObjectNode node = reads.addObject();
      node.put("port", read.port()).put("source", read.source()).put("content", read.content());
      read.version().ifPresent(version -> node.put("version", version));
    }
    ArrayNode models = json.putArray("models");
    for (LedgerEntry.Model model : entry.models()) {
      models
          .addObject()
          .put("port", model.port())
          .put("name", model.name())
          .put("version", model.version())
          .put("digest", model.digest());
    }
    ArrayNode written = json.putArray("written");
    entry.written().forEach(to -> put(written.addObject(), to));
    ObjectNode cost = json.putObject("cost");
    new TreeMap<>(entry.cost()).forEach(cost::put);
    json.put("started", entry.started().toString());
    json.put("finished", entry.finished().toString());
    json.put("failure", entry.failure());
    return json.toString();
  }

  private static void put(ObjectNode node, LedgerEntry.Written to) {
    node.put("port", to.port())
        .put("table", to.table().toString())
        .put("tableId", to.tableId())
        .put("version", to.version())
        .put("rows", to.rows())
        .put("bytes", to.bytes())
        .put("content", to.content());
    ArrayNode strays = node.putArray("strays");
    for (LedgerEntry.Stray stray : to.strays()) {
      strays.addObject().put("slice", stray.slice()).put("version", stray.version());
    }
  }

  /**
   * The entry of {@code text}.
   *
   * @param subject how a message begins: {@code Cannot read ledger /lake/_ledger}
   * @throws UserException SLICE_LEDGER_ENTRY if it is none
   */
  static Numbered entry(String subject, String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return new Numbered(number(json, "seq"), entry(json));
    } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
      throw UserException.source(
          new Problem(
              "SLICE_LEDGER_ENTRY",
              "%s: '%s' is no entry (%s).".formatted(subject, text, e.getMessage()),
              "restore the table of the ledger from a version before somebody else wrote to it"),
          e);
    }
  }

  private static LedgerEntry entry(JsonNode json) {
    var cost = new LinkedHashMap<String, Long>();
    json.path("cost")
        .properties()
        .forEach(part -> cost.put(part.getKey(), part.getValue().asLong()));
    return new LedgerEntry(
        text(json, "flow"),
        new Slice(
            Instant.parse(text(json, "slice")),
            Grain.every(Duration.ofSeconds(number(json, "seconds")))),
        LedgerEntry.Kind.valueOf(text(json, "kind")),
        text(json, "run"),
        Math.toIntExact(number(json, "attempt")),
        text(json, "code"),
        text(json, "parameters"),
        list(json, "reads", LedgerJson::read),
        list(json, "models", LedgerJson::model),
        list(json, "written", LedgerJson::written),
        cost,
        Instant.parse(text(json, "started")),
        Instant.parse(text(json, "finished")),
        text(json, "failure"));
  }

  private static LedgerEntry.Read read(JsonNode json) {
    return new LedgerEntry.Read(
        text(json, "port"),
        text(json, "source"),
        json.has("version") ? OptionalLong.of(number(json, "version")) : OptionalLong.empty(),
        text(json, "content"));
  }

  private static LedgerEntry.Model model(JsonNode json) {
    return new LedgerEntry.Model(
        text(json, "port"), text(json, "name"), text(json, "version"), text(json, "digest"));
  }

  private static LedgerEntry.Written written(JsonNode json) {
    return new LedgerEntry.Written(
        text(json, "port"),
        Location.of(text(json, "table")),
        json.path("tableId").asText(""),
        number(json, "version"),
        number(json, "rows"),
        number(json, "bytes"),
        text(json, "content"),
        list(
            json,
            "strays",
            stray -> new LedgerEntry.Stray(text(stray, "slice"), number(stray, "version"))));
  }

  private static <T> List<T> list(JsonNode json, String name, Function<JsonNode, T> each) {
    var values = new ArrayList<T>();
    json.path(name).forEach(value -> values.add(each.apply(value)));
    return values;
  }

  private static String text(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isTextual()) {
      throw new IllegalArgumentException("'%s' is missing or no text".formatted(name));
    }
    return value.textValue();
  }

  private static long number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.canConvertToLong()) {
      throw new IllegalArgumentException("'%s' is missing or no number".formatted(name));
    }
    return value.longValue();
  }
}
