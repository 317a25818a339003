package dev.bering.platforms;

import static dev.bering.platforms.DatabricksServer.RefusedException.invalid;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The cluster policies of {@link DatabricksServer}, and what they let through, by what Databricks
 * documents of them. Shares no line with what Bering itself checks: it is the judge of that. The
 * monitor of its workspace guards it.
 */
final class DatabricksPolicies {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Set<String> TYPES =
      Set.of("fixed", "forbidden", "allowlist", "blocklist", "regex", "range", "unlimited");
  private static final Set<String> FLAT = Set.of("spark_conf", "spark_env_vars", "custom_tags");

  private final Map<String, ObjectNode> policies = new LinkedHashMap<>();
  private long lastId = 0x60C0_0000_0000L;

  ObjectNode answer(String method, String verb, Map<String, String> query, ObjectNode body) {
    return switch (method + " " + verb) {
      case "POST create" -> create(body);
      case "POST edit" -> edit(body);
      case "POST delete" -> delete(body);
      case "GET get" -> policy(query.getOrDefault("policy_id", "")).deepCopy();
      case "GET list" -> list();
      default ->
          throw new DatabricksServer.RefusedException(
              404,
              "ENDPOINT_NOT_FOUND",
              "No API found for '%s policies/%s'".formatted(method, verb));
    };
  }

  private ObjectNode policy(String id) {
    ObjectNode policy = policies.get(id);
    if (policy == null) {
      throw new DatabricksServer.RefusedException(
          404, "RESOURCE_DOES_NOT_EXIST", "Can't find a cluster policy with id: " + id + ".");
    }
    return policy;
  }

  private ObjectNode create(ObjectNode body) {
    requireSound(body, "");
    String id = "%016X".formatted(++lastId);
    ObjectNode policy = body.deepCopy().put("policy_id", id);
    policy.put("creator_user_name", "tester@bering.dev").put("is_default", false);
    policy.put("created_at_timestamp", System.currentTimeMillis());
    policies.put(id, policy);
    return JSON.objectNode().put("policy_id", id);
  }

  private ObjectNode edit(ObjectNode body) {
    String id = body.path("policy_id").asText();
    ObjectNode before = policy(id);
    requireSound(body, id);
    ObjectNode after = body.deepCopy();
    for (String kept : List.of("creator_user_name", "is_default", "created_at_timestamp")) {
      after.set(kept, before.path(kept));
    }
    policies.put(id, after);
    return JSON.objectNode();
  }

  private ObjectNode delete(ObjectNode body) {
    policy(body.path("policy_id").asText());
    policies.remove(body.path("policy_id").asText());
    return JSON.objectNode();
  }

  private ObjectNode list() {
    ObjectNode answer = JSON.objectNode();
    policies.values().forEach(policy -> answer.withArray("policies").add(policy.deepCopy()));
    return answer.put("total_count", policies.size());
  }

  private void requireSound(ObjectNode body, String id) {
    String name = body.path("name").asText("");
    if (name.isEmpty() || name.length() > 100) {
      throw invalid("Cluster policy name must have between 1 and 100 characters");
    }
    for (ObjectNode other : policies.values()) {
      if (other.path("name").asText().equals(name)
          && !other.path("policy_id").asText().equals(id)) {
        throw invalid("Policy with name '%s' already exists".formatted(name));
      }
    }
    for (Map.Entry<String, JsonNode> rule : definition(body).properties()) {
      String type = rule.getValue().path("type").asText("");
      if (!TYPES.contains(type)) {
        throw invalid(
            "Policy definition is invalid: %s has unknown type '%s'"
                .formatted(rule.getKey(), type));
      }
    }
  }

  private static JsonNode definition(ObjectNode policy) {
    try {
      JsonNode definition = new ObjectMapper().readTree(policy.path("definition").asText());
      if (definition.isObject()) {
        return definition;
      }
    } catch (JsonProcessingException e) {
      // Told below, as what is no object is.
    }
    throw invalid("Policy definition is not a valid JSON object");
  }

  /** Fills a cluster of a job in as its policy says, or refuses it. */
  void enforce(ObjectNode cluster) {
    boolean takesDefaults = cluster.path("apply_policy_default_values").asBoolean();
    cluster.remove("apply_policy_default_values");
    if (!cluster.has("policy_id")) {
      return;
    }
    JsonNode rules = definition(policy(cluster.path("policy_id").asText()));
    List<String> violations = new ArrayList<>();
    for (Map.Entry<String, JsonNode> rule : rules.properties()) {
      String path = rule.getKey();
      JsonNode what = rule.getValue();
      if (path.equals("dbus_per_hour") || path.equals("autotermination_minutes")) {
        continue;
      }
      if (path.endsWith(".*")) {
        String parent = path.substring(0, path.length() - 2);
        for (Map.Entry<String, JsonNode> child : at(cluster, parent).properties()) {
          String below = parent + "." + child.getKey();
          if (!rules.has(below)) {
            require(below, what, child.getValue(), violations);
          }
        }
        continue;
      }
      JsonNode value = path.equals("cluster_type") ? JSON.textNode("job") : at(cluster, path);
      if (value.isMissingNode() && what.path("type").asText().equals("fixed")) {
        put(cluster, path, what.path("value"));
      } else if (value.isMissingNode() && takesDefaults && what.has("defaultValue")) {
        put(cluster, path, what.path("defaultValue"));
      } else {
        require(path, what, value, violations);
      }
    }
    if (cluster.has("num_workers") && cluster.has("autoscale")) {
      violations.add("Exactly one of num_workers and autoscale must be specified");
    }
    if (!violations.isEmpty()) {
      throw invalid("Cluster validation error: " + String.join("; ", violations));
    }
  }

  private static JsonNode at(JsonNode cluster, String path) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      return cluster.path(path);
    }
    String first = path.substring(0, dot);
    String rest = path.substring(dot + 1);
    return FLAT.contains(first) ? cluster.path(first).path(rest) : at(cluster.path(first), rest);
  }

  private static void put(ObjectNode cluster, String path, JsonNode value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      cluster.set(path, value);
    } else if (FLAT.contains(path.substring(0, dot))) {
      cluster.withObject("/" + path.substring(0, dot)).put(path.substring(dot + 1), value.asText());
    } else {
      put(cluster.withObject("/" + path.substring(0, dot)), path.substring(dot + 1), value);
    }
  }

  private static void require(String path, JsonNode rule, JsonNode value, List<String> violations) {
    String type = rule.path("type").asText();
    if (value.isMissingNode()) {
      if (!type.equals("forbidden") && !rule.path("isOptional").asBoolean()) {
        violations.add("Validation failed for %s, the value must be present".formatted(path));
      }
      return;
    }
    String text = value.asText();
    String wanted =
        switch (type) {
          case "fixed" ->
              text.equals(rule.path("value").asText()) ? "" : rule.path("value").asText();
          case "forbidden" -> "absent";
          case "allowlist" -> has(rule, text) ? "" : "one of " + rule.path("values");
          case "blocklist" -> has(rule, text) ? "none of " + rule.path("values") : "";
          case "regex" ->
              text.matches(rule.path("pattern").asText())
                  ? ""
                  : "a match of " + rule.path("pattern").asText();
          case "range" ->
              value.asDouble(Double.NaN) >= rule.path("minValue").asDouble(-Double.MAX_VALUE)
                      && value.asDouble(Double.NaN)
                          <= rule.path("maxValue").asDouble(Double.MAX_VALUE)
                  ? ""
                  : "between the bounds";
          default -> "";
        };
    if (!wanted.isEmpty()) {
      violations.add(
          "Validation failed for %s, the value must be %s (is \"%s\")"
              .formatted(path, wanted, text));
    }
  }

  private static boolean has(JsonNode rule, String text) {
    for (JsonNode one : rule.path("values")) {
      if (one.asText().equals(text)) {
        return true;
      }
    }
    return false;
  }
}
