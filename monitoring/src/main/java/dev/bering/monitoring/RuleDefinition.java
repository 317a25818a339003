package dev.bering.monitoring;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.transfer.FlowField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** What a rule counts, in the order in which its parts are written. */
final class RuleDefinition {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_FILTERS = 4;

  private final WatchSettings settings;
  private final Set<FlowField> fields = new LinkedHashSet<>();
  private final List<FlowField> keys = new ArrayList<>();
  private final ArrayNode filters = JSON.createArrayNode();

  RuleDefinition(WatchSettings settings) {
    this.settings = settings;
  }

  /** By what contributors are told apart, as far as the flow log tells it. */
  RuleDefinition keys(FlowField... some) {
    Arrays.stream(some).filter(settings::tells).forEach(keys::add);
    fields.addAll(keys);
    return this;
  }

  RuleDefinition in(FlowField field, List<String> values) {
    return filter(field, "In", values);
  }

  RuleDefinition filter(FlowField field, String operator, List<String> values) {
    fields.add(field);
    ObjectNode filter = filters.addObject().put("Match", alias(field));
    values.forEach(filter.putArray(operator)::add);
    return this;
  }

  /** One more, if the flow log tells it and there is room for it. */
  RuleDefinition alsoIn(FlowField field, List<String> values) {
    return settings.tells(field) && !values.isEmpty() && filters.size() < MOST_FILTERS
        ? in(field, values)
        : this;
  }

  /** The definition as CloudWatch takes it: sums of bytes, or counts of lines. */
  String json(WatchKind kind) {
    if (!kind.isCount()) {
      fields.add(FlowField.BYTES);
    }
    TreeMap<Integer, String> places = new TreeMap<>();
    fields.forEach(
        field -> places.put(settings.format().names().indexOf(field.text()) + 1, alias(field)));
    ObjectNode rule = JSON.createObjectNode();
    rule.putObject("Schema").put("Name", "CloudWatchLogRule").put("Version", 1);
    rule.putArray("LogGroupNames").add(settings.logGroup());
    rule.put("LogFormat", "CLF");
    ObjectNode named = rule.putObject("Fields");
    places.forEach((place, alias) -> named.put(Integer.toString(place), alias));
    ObjectNode contribution = rule.putObject("Contribution");
    keys.forEach(key -> contribution.withArray("Keys").add(alias(key)));
    if (!kind.isCount()) {
      contribution.put("ValueOf", alias(FlowField.BYTES));
    }
    contribution.set("Filters", filters);
    rule.put("AggregateOn", kind.isCount() ? "Count" : "Sum");
    return rule.toPrettyString().replace("\r\n", "\n");
  }

  private static String alias(FlowField field) {
    return field.text().replace('-', '_');
  }
}
