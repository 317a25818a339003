package dev.bering.flowfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bering.model.Durations;
import dev.bering.model.Location;
import dev.bering.profile.Budget;
import dev.bering.slices.Late;
import dev.bering.slices.SliceKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A flow file as JSON, with the same keys: all places whole, the files that it names in it, one
 * text for one meaning. It is read as a flow file is.
 */
final class FlowJson {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Tells of which Bering a package is. */
  static final String VERSION = "bering";

  private FlowJson() {}

  /** The text of {@code file} in a package. */
  static String text(FlowFile file, String version) {
    var json = new LinkedHashMap<String, Object>();
    json.put(VERSION, version);
    json.putAll(document(file));
    try {
      return MAPPER.writeValueAsString(json) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("No JSON for " + file.name(), e);
    }
  }

  private static Map<String, Object> document(FlowFile file) {
    var json = new LinkedHashMap<String, Object>();
    json.put("flow", file.loaded().provider().getClass().getName());
    file.slicing()
        .ifPresent(
            cut -> {
              json.put("every", Durations.written(cut.every().length()));
              json.put("first", cut.first().label());
              json.put("ledger", cut.ledger().toString());
            });
    boolean sliced = file.slicing().isPresent();
    put(json, "inputs", each(file.inputs(), input -> input(sliced, input)));
    put(json, "models", each(PackagedModels.names(file), path -> Map.of("file", path)));
    put(json, "outputs", each(file.outputs(), FlowJson::output));
    put(json, "state", each(file.states(), Location::toString));
    put(json, "daily", each(file.rollUps(), FlowJson::rollUp));
    put(json, "parameters", new TreeMap<>(file.parameters()));
    Budget budget = file.budget();
    budget.whole().ifPresent(length -> json.put("budget", Durations.written(length)));
    put(json, "budgets", each(budget.parts(), Durations::written));
    put(json, "spark", new TreeMap<>(file.spark()));
    return json;
  }

  private static void put(Map<String, Object> json, String key, Map<String, ?> values) {
    if (!values.isEmpty()) {
      json.put(key, values);
    }
  }

  private static <T> Map<String, Object> each(Map<String, T> values, Function<T, Object> json) {
    var each = new TreeMap<String, Object>();
    values.forEach((name, value) -> each.put(name, json.apply(value)));
    return each;
  }

  private static Object input(boolean sliced, FileInput input) {
    var json = new LinkedHashMap<String, Object>();
    if (input instanceof FileInput.Published published) {
      json.put("published", document(published.file()));
      json.put("port", published.port());
    } else {
      FileInput.Table table = (FileInput.Table) input;
      json.put("table", table.table().toString());
      table.key().ifPresent(key -> key(json, key));
    }
    if (sliced) {
      late(json, input.late());
    }
    return json;
  }

  private static void key(Map<String, Object> json, SliceKey key) {
    if (key instanceof SliceKey.Stamped) {
      return;
    }
    if (key.partitionColumns().isEmpty()) {
      json.put("time", key.columns().keySet().iterator().next());
    } else {
      json.put("partitions", key.partitionColumns());
    }
  }

  private static void late(Map<String, Object> json, Late late) {
    json.put(
        "late",
        switch (late.changes()) {
          case IGNORED -> "ignored";
          case ALWAYS -> "always";
          case WITHIN_GRACE -> Durations.written(late.grace());
        });
    if (late.lookback() > 0) {
      json.put("lookback", late.lookback());
    }
  }

  private static Object output(FileOutput output) {
    var json = new LinkedHashMap<String, Object>();
    json.put("table", output.table().toString());
    key(json, output.key());
    return json;
  }

  private static Object rollUp(FileRollUp rollUp) {
    var json = new LinkedHashMap<String, Object>();
    json.put("table", rollUp.table().toString());
    json.put("component", rollUp.component().getClass().getName());
    return json;
  }
}
