package dev.bering.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How what watches differs from a plan.
 *
 * @param region where
 * @param changes that would make it as planned: what is to be put, in the plan's order, then what
 *     carries the plan's prefix and is not of it; what is of a scope that the plan has not is left
 *     out
 */
public record MonitoringDrift(String region, List<Change> changes) {

  public MonitoringDrift {
    changes = List.copyOf(changes);
  }

  /** What is to happen to a part. */
  public enum Sign {
    SAME("="),
    MISSING("+"),
    DIFFERENT("*"),
    UNWANTED("-");

    private final String mark;

    Sign(String mark) {
      this.mark = mark;
    }

    /** As reports write it. */
    public String mark() {
      return mark;
    }
  }

  /**
   * One part.
   *
   * @param difference in what it differs; empty if it does not
   */
  public record Change(Sign sign, Part.Type type, String name, String difference) {}

  private static final JsonMapper JSON = new JsonMapper();

  /** Asks what is there, and changes nothing. */
  public static MonitoringDrift of(MonitoringPlan plan, LiveMonitoring live) {
    return of(plan, live.parts(plan.prefix()));
  }

  static MonitoringDrift of(MonitoringPlan plan, List<LiveMonitoring.Live> there) {
    Map<String, LiveMonitoring.Live> live = new LinkedHashMap<>();
    there.forEach(one -> live.put(key(one.part()), one));
    List<Change> changes = new ArrayList<>();
    for (Part part : plan.parts()) {
      LiveMonitoring.Live one = live.remove(key(part));
      String difference =
          one == null
              ? ""
              : one.isOff()
                  ? "it is disabled"
                  : difference(part.definition(), one.part().definition());
      changes.add(
          new Change(
              one == null ? Sign.MISSING : difference.isEmpty() ? Sign.SAME : Sign.DIFFERENT,
              part.type(),
              part.name(),
              difference));
    }
    // An alarm goes before the rules that it names, and before those one that watches alarms.
    live.values().stream()
        .map(LiveMonitoring.Live::part)
        .filter(part -> plan.scopes().contains(MonitoringScope.of(part, plan.prefix())))
        .sorted(
            Comparator.comparing(Part::type)
                .reversed()
                .thenComparing(part -> !AlarmJson.isComposite(part.definition()))
                .thenComparing(Part::name))
        .forEach(part -> changes.add(new Change(Sign.UNWANTED, part.type(), part.name(), "")));
    return new MonitoringDrift(plan.region(), changes);
  }

  private static String key(Part part) {
    return part.type() + " " + part.name();
  }

  /** How many parts have a sign. */
  public long count(Sign sign) {
    return changes.stream().filter(change -> change.sign() == sign).count();
  }

  /** Whether what watches is as planned, and nothing else of its scopes carries its prefix. */
  public boolean isNone() {
    return count(Sign.SAME) == changes.size();
  }

  private static String difference(String planned, String there) {
    JsonNode one = tree(planned);
    JsonNode other = tree(there);
    if (one.equals(other)) {
      return "";
    }
    if (!one.isObject() || !other.isObject()) {
      return "what is there is no JSON object";
    }
    TreeSet<String> keys = new TreeSet<>();
    one.fieldNames().forEachRemaining(keys::add);
    other.fieldNames().forEachRemaining(keys::add);
    keys.removeIf(key -> one.path(key).equals(other.path(key)));
    return "it differs in " + String.join(", ", keys);
  }

  private static JsonNode tree(String text) {
    try {
      return plain(JSON.readTree(text));
    } catch (JsonProcessingException e) {
      return JsonNodeFactory.instance.missingNode();
    }
  }

  /** Numbers that are equal are written alike. */
  private static JsonNode plain(JsonNode node) {
    if (node.isNumber()) {
      return JsonNodeFactory.instance.textNode(
          "number " + node.decimalValue().stripTrailingZeros());
    }
    if (node.isArray()) {
      ArrayNode array = JsonNodeFactory.instance.arrayNode();
      node.forEach(one -> array.add(plain(one)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = JsonNodeFactory.instance.objectNode();
      node.properties().forEach(entry -> object.set(entry.getKey(), plain(entry.getValue())));
      return object;
    }
    return node;
  }
}
