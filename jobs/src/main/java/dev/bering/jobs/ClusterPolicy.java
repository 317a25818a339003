package dev.bering.jobs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.OptionalInt;

/**
 * What clusters may be, as a file of {@code policies/} says it in Databricks' own words.
 *
 * @param rules one an attribute, in the order of the file
 * @param maxClustersPerUser how many clusters under it one user may have at once; any number if
 *     empty
 * @param origin where its name stands
 */
public record ClusterPolicy(
    String name, List<PolicyRule> rules, OptionalInt maxClustersPerUser, Origin origin) {

  public ClusterPolicy {
    rules = List.copyOf(rules);
  }

  /** The rules by their attributes, as a workspace takes them. */
  public ObjectNode definition() {
    ObjectNode definition = JsonNodeFactory.instance.objectNode();
    rules.forEach(rule -> definition.set(rule.attribute(), rule.words().deepCopy()));
    return definition;
  }

  /** Everything that a workspace is given, in a form that is equal for equal policies. */
  ObjectNode identity() {
    ObjectNode identity = JsonNodeFactory.instance.objectNode().put("name", name);
    identity.set("definition", definition());
    maxClustersPerUser.ifPresent(most -> identity.put("max_clusters_per_user", most));
    return identity;
  }
}
