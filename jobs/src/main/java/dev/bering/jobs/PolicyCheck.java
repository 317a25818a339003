package dev.bering.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.bering.jobs.PolicyFinding.Weight;
import dev.bering.yaml.ClearSecrets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The cluster that a job asks for, held against the policy that it names, rule by rule, as
 * Databricks does when it is sent. Nobody is asked.
 */
final class PolicyCheck {
  private static final String ANY = "*";
  private static final String LOGS = "cluster_log_conf";
  private static final Set<String> KNOWN =
      Set.of(
          "autoscale",
          "autotermination_minutes",
          "aws_attributes",
          "azure_attributes",
          "cluster_log_conf",
          "cluster_name",
          "cluster_type",
          "custom_tags",
          "data_security_mode",
          "docker_image",
          "driver_instance_pool_id",
          "driver_node_type_id",
          "enable_elastic_disk",
          "enable_local_disk_encryption",
          "gcp_attributes",
          "init_scripts",
          "instance_pool_id",
          "is_single_node",
          "kind",
          "node_type_id",
          "num_workers",
          "policy_id",
          "runtime_engine",
          "single_user_name",
          "spark_conf",
          "spark_env_vars",
          "spark_version",
          "ssh_public_keys",
          "use_ml_runtime",
          "workload_type");

  private final Rendering.Governed governed;
  private final ClusterPolicy policy;
  private final List<TranslatedSetting> settings;
  private final Map<String, JsonNode> said = new LinkedHashMap<>();
  private final Map<String, String> aliases = new HashMap<>();
  private final Map<String, Origin> origins = new LinkedHashMap<>();
  private final boolean takesDefaults;
  private final List<PolicyFinding> findings = new ArrayList<>();

  private PolicyCheck(MergedJob merged, Rendering rendering, Rendering.Governed governed) {
    this.governed = governed;
    this.policy = governed.policy();
    this.settings = rendering.settings();
    this.takesDefaults = governed.cluster().path("apply_policy_default_values").asBoolean(false);
    collect("", governed.cluster());
    said.remove("apply_policy_default_values");
    logs(governed.cluster().path(LOGS));
    said.put("cluster_type", TextNode.valueOf("job"));
    for (Value.Leaf leaf : Value.leaves(merged.values().withoutNulls())) {
      origins.put(leaf.path().replaceAll("\\[(\\d+)\\]", ".$1"), leaf.value().origin());
    }
  }

  /** What the policy means for the job, in its order; nothing where the job names none. */
  static List<PolicyFinding> of(MergedJob merged, Rendering rendering) {
    return rendering
        .governed()
        .map(governed -> new PolicyCheck(merged, rendering, governed).checked())
        .orElse(List.of());
  }

  /** Whether a value at an attribute is never shown. Tags are shown to everybody anyway. */
  static boolean holdsSecret(String attribute) {
    return !attribute.startsWith("custom_tags.") && ClearSecrets.isNameOfOne(attribute);
  }

  private void collect(String path, JsonNode node) {
    if (node.isValueNode()) {
      if (!node.isNull()) {
        said.put(path, node);
      }
      return;
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      collect(prefix + field.getKey(), field.getValue());
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(prefix + i, node.get(i));
      }
    }
  }

  /** Policies call the place of logs by other words than clusters do. */
  private void logs(JsonNode conf) {
    for (Map.Entry<String, JsonNode> kind : conf.properties()) {
      String there = "%s.%s".formatted(LOGS, kind.getKey());
      alias("type", TextNode.valueOf(kind.getKey().toUpperCase(Locale.ROOT)), there);
      alias("path", kind.getValue().path("destination"), there + ".destination");
      alias("region", kind.getValue().path("region"), there + ".region");
    }
  }

  private void alias(String word, JsonNode value, String there) {
    if (value.isValueNode() && !value.isNull()) {
      said.put("%s.%s".formatted(LOGS, word), value);
      aliases.put("%s.%s".formatted(LOGS, word), there);
    }
  }

  private List<PolicyFinding> checked() {
    Set<String> exact = new HashSet<>();
    policy.rules().forEach(rule -> exact.add(rule.attribute()));
    for (PolicyRule rule : policy.rules()) {
      String attribute = rule.attribute();
      if (attribute.equals("dbus_per_hour")) {
        unchecked(rule, attribute, "only Databricks knows what a cluster costs in an hour");
      } else if (!KNOWN.contains(attribute.replaceFirst("\\..*", ""))) {
        unchecked(rule, attribute, "Bering knows no such attribute of clusters");
      } else if (attribute.contains(ANY)) {
        any(rule, exact);
      } else if (rule.type() == PolicyRule.Type.FORBIDDEN) {
        said.keySet().stream()
            .filter(path -> path.equals(attribute) || path.startsWith(attribute + "."))
            .toList()
            .forEach(path -> value(rule, path));
      } else if (said.containsKey(attribute)) {
        value(rule, attribute);
      } else if (said.keySet().stream().anyMatch(path -> path.startsWith(attribute + "."))) {
        unchecked(rule, attribute, "it has no plain value");
      } else {
        absent(rule);
      }
    }
    return List.copyOf(findings);
  }

  /** A rule with a star holds for what no rule of its own is for. */
  private void any(PolicyRule rule, Set<String> exact) {
    String form =
        Pattern.quote(rule.attribute().replaceFirst("\\*$", ""))
            .replace(ANY, "\\E[^.]+\\Q")
            .concat(rule.attribute().endsWith(ANY) ? ".+" : "");
    Pattern pattern = Pattern.compile(form);
    said.keySet().stream()
        .filter(path -> pattern.matcher(path).matches() && !exact.contains(path))
        .toList()
        .forEach(path -> value(rule, path));
  }

  private void value(PolicyRule rule, String path) {
    JsonNode value = said.getOrDefault(path, governed.cluster());
    boolean isForbidden = rule.type() == PolicyRule.Type.FORBIDDEN;
    boolean isOpen =
        RunContext.TRIAL.leavesOpen(value.asText()) || governed.differing().contains(path);
    if (isOpen && !isForbidden) {
      unchecked(rule, path, "its value is known to runs alone");
      return;
    }
    PolicyRule.Answer answer = rule.answer(value);
    if (answer == PolicyRule.Answer.UNKNOWN) {
      unchecked(rule, path, "its pattern takes too long");
    } else if (answer == PolicyRule.Answer.REFUSED) {
      findings.add(
          new PolicyFinding(
              Weight.REFUSED,
              path,
              "is %s (%s), and %s"
                  .formatted(
                      holdsSecret(path) ? "set" : PolicyRule.shown(value),
                      origin(path).text(),
                      demand(rule)),
              "change the value, or the policy"));
    }
  }

  private void absent(PolicyRule rule) {
    String attribute = rule.attribute();
    if (attribute.equals("autotermination_minutes")) {
      unchecked(rule, attribute, "a job's cluster ends with its run, and takes none");
      return;
    }
    if (attribute.equals("cluster_name")) {
      unchecked(rule, attribute, "Databricks names the cluster of a job itself");
      return;
    }
    Optional<JsonNode> filler = rule.filler(takesDefaults);
    Optional<String> instead = instead(attribute);
    if (filler.isPresent() && instead.isPresent()) {
      refused(rule, "is not set, as %s is".formatted(instead.get()));
    } else if (filler.isPresent()) {
      String demand =
          rule.type() == PolicyRule.Type.FIXED
              ? demand(rule)
              : "%s gives it %s (%s)"
                  .formatted(
                      named(),
                      holdsSecret(attribute) ? "a value" : PolicyRule.shown(filler.get()),
                      rule.origin().text());
      findings.add(
          new PolicyFinding(
              Weight.FILLED_IN,
              attribute,
              "is not set, and %s: it is filled in".formatted(demand),
              rule.type() == PolicyRule.Type.FIXED
                  ? "no other value may stand there"
                  : "write it to have another value that the policy takes"));
    } else if (rule.isRequired()) {
      refused(rule, "is not set");
    }
  }

  private void refused(PolicyRule rule, String fact) {
    findings.add(
        new PolicyFinding(
            Weight.REFUSED,
            rule.attribute(),
            "%s, and %s".formatted(fact, demand(rule)),
            "write it for the job's cluster, or change the policy"));
  }

  /** A cluster has a number of workers, or bounds for it, and never both. */
  private Optional<String> instead(String attribute) {
    if (attribute.equals("num_workers")) {
      return said.keySet().stream().filter(path -> path.startsWith("autoscale.")).findFirst();
    }
    return attribute.startsWith("autoscale.") && said.containsKey("num_workers")
        ? Optional.of("num_workers")
        : Optional.empty();
  }

  private void unchecked(PolicyRule rule, String path, String why) {
    findings.add(
        new PolicyFinding(
            Weight.UNCHECKED,
            path,
            "is not checked (%s), and %s".formatted(why, demand(rule)),
            "Databricks checks it when a run is sent"));
  }

  private String demand(PolicyRule rule) {
    boolean isHidden = holdsSecret(rule.attribute()) && rule.type() != PolicyRule.Type.FORBIDDEN;
    return "%s %s (%s)"
        .formatted(named(), isHidden ? "has a rule for it" : rule.demand(), rule.origin().text());
  }

  private String named() {
    return "policy '%s'".formatted(policy.name());
  }

  /** Where the job says it; what nobody wrote is built in. */
  private Origin origin(String path) {
    for (Rendering.Source source : governed.sources()) {
      Optional<Origin> found = source.key(aliases.getOrDefault(path, path)).flatMap(this::written);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return settings.stream()
        .filter(setting -> path.equals("spark_conf." + setting.targetKey()))
        .map(TranslatedSetting::origin)
        .findFirst()
        .orElse(Origin.BUILT_IN);
  }

  private Optional<Origin> written(String key) {
    return Optional.ofNullable(origins.get(key))
        .or(
            () ->
                origins.entrySet().stream()
                    .filter(leaf -> leaf.getKey().startsWith(key + "."))
                    .map(Map.Entry::getValue)
                    .findFirst());
  }
}
