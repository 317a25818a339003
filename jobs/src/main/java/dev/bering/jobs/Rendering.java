package dev.bering.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a job becomes on a platform.
 *
 * @param job the job it was made of
 * @param payload what is sent, in the platform's own words, without anything that differs from run
 *     to run of the same job and parameters
 * @param settings what became of each setting of Spark
 * @param unhonoured what the file says and the platform cannot do; told before every run, never
 *     dropped in silence
 * @param runtime what it runs with there, as far as that is known
 * @param secrets those whose values are read when the run is started, and handed to it alone
 * @param governed its cluster under a policy; empty where the job names none
 */
public record Rendering(
    Job job,
    ObjectNode payload,
    List<TranslatedSetting> settings,
    List<Unhonoured> unhonoured,
    SparkRuntime runtime,
    SortedMap<String, Job.Secret> secrets,
    Optional<Governed> governed) {

  /** A rendering without a cluster policy. */
  public Rendering(
      Job job,
      ObjectNode payload,
      List<TranslatedSetting> settings,
      List<Unhonoured> unhonoured,
      SparkRuntime runtime,
      SortedMap<String, Job.Secret> secrets) {
    this(job, payload, settings, unhonoured, runtime, secrets, Optional.empty());
  }

  /**
   * A cluster that a policy is held against.
   *
   * @param cluster as a run sends it
   * @param differing attributes whose values differ from run to run
   * @param sources where in the job's file its attributes are said, the nearest first
   */
  public record Governed(
      ClusterPolicy policy, ObjectNode cluster, Set<String> differing, List<Source> sources) {

    public Governed {
      cluster = cluster.deepCopy();
      differing = Set.copyOf(differing);
      sources = List.copyOf(sources);
    }
  }

  /**
   * Which key of a job's file becomes which attribute of its cluster.
   *
   * @param attribute all below it, too; empty for every attribute
   */
  public record Source(String attribute, String key) {

    /** The key that an attribute comes of, if it is one of these. */
    Optional<String> key(String path) {
      if (attribute.isEmpty()) {
        return Optional.of(key + "." + path);
      }
      boolean isBelow = path.equals(attribute) || path.startsWith(attribute + ".");
      return isBelow ? Optional.of(key + path.substring(attribute.length())) : Optional.empty();
    }
  }

  /**
   * Something of the file that the platform cannot do.
   *
   * @param key as in {@code spec.driver.memory}
   * @param why a clause, such as {@code the node type decides}
   */
  public record Unhonoured(String key, String why) {}

  public Rendering {
    payload = payload.deepCopy();
    settings = List.copyOf(settings);
    unhonoured = List.copyOf(unhonoured);
  }

  @Override
  public ObjectNode payload() {
    return payload.deepCopy();
  }

  /**
   * SHA-256 of the payload as JSON with its keys in order, and of the policy that goes before it,
   * in hex: equal jobs have equal hashes.
   */
  public String hash() {
    StringBuilder text = new StringBuilder();
    canonical(payload, text);
    governed.ifPresent(one -> canonical(one.policy().identity(), text));
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JVM has SHA-256", e);
    }
  }

  private static void canonical(JsonNode node, StringBuilder text) {
    if (node.isObject()) {
      TreeMap<String, JsonNode> sorted = new TreeMap<>();
      node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
      String comma = "{";
      for (var field : sorted.entrySet()) {
        text.append(comma).append(TextNode.valueOf(field.getKey())).append(':');
        canonical(field.getValue(), text);
        comma = ",";
      }
      text.append(sorted.isEmpty() ? "{}" : "}");
    } else if (node.isArray()) {
      String comma = "[";
      for (JsonNode child : node) {
        text.append(comma);
        canonical(child, text);
        comma = ",";
      }
      text.append(node.isEmpty() ? "[]" : "]");
    } else {
      text.append(node);
    }
  }
}
