package dev.bering.platforms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.ClusterPolicy;
import dev.bering.jobs.Failure;
import dev.bering.jobs.FailureClass;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster policy of a job in its workspace: the one of its name. One that carries Bering's mark
 * is made to say what the file says; one that somebody else has made is used if it says the same,
 * and never changed.
 */
final class DatabricksPolicy {
  /** What the description of every policy begins with that Bering has made. */
  static final String MARK = "[bering]";

  private static final String POLICIES = "/api/2.0/policies/clusters/";
  private static final String DESCRIPTION =
      MARK + " Written of a file; what is changed by hand is changed back.";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Rendering rendering;
  private final DatabricksApi api;

  DatabricksPolicy(Rendering rendering, DatabricksApi api) {
    this.rendering = rendering;
    this.api = api;
  }

  /**
   * The id of the policy, which says what the file says from now on; empty if the job names none.
   * If this fails, the policy is as it was, or as the file has it; running it again is safe and
   * makes no second one.
   *
   * @throws PlatformException of kind CONFIG if the name is that of a policy which Bering did not
   *     make and which says something else; with the server's own words where it refuses
   */
  Optional<String> applied() throws PlatformException {
    Optional<ClusterPolicy> policy = policy();
    return policy.isPresent() ? Optional.of(applied(policy.get())) : Optional.empty();
  }

  private Optional<ClusterPolicy> policy() {
    return rendering.governed().map(Rendering.Governed::policy);
  }

  private String applied(ClusterPolicy policy) throws PlatformException {
    Optional<JsonNode> known = find(policy);
    return known.isPresent() ? settled(policy, known.get()) : made(policy);
  }

  /**
   * The id of the policy as it is; nothing is changed.
   *
   * @throws PlatformException of kind CONFIG if there is none, or it says something else
   */
  Optional<String> unchanged() throws PlatformException {
    Optional<ClusterPolicy> policy = policy();
    if (policy.isEmpty()) {
      return Optional.empty();
    }
    Optional<JsonNode> known = find(policy.get());
    if (known.isEmpty() || !isCurrent(policy.get(), known.get())) {
      throw refusal(
          "its cluster policy '%s' is not in %s as %s has it, and only runs put it there; run it once with 'bering job run %s --platform databricks --set run.mode=adhoc'"
              .formatted(
                  policy.get().name(),
                  api.host(),
                  policy.get().origin().text(),
                  rendering.job().name()));
    }
    return Optional.of(id(known.get()));
  }

  private static String id(JsonNode policy) {
    return policy.path("policy_id").asText();
  }

  private Optional<JsonNode> find(ClusterPolicy policy) throws PlatformException {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode one : api.get(POLICIES + "list", Map.of()).path("policies")) {
      if (one.path("name").asText().equals(policy.name())) {
        found.add(one);
      }
    }
    if (found.size() > 1) {
      throw refusal(
          "%s has %d cluster policies of name '%s', and one has to be meant"
              .formatted(api.host(), found.size(), policy.name()));
    }
    return found.stream().findFirst();
  }

  private String settled(ClusterPolicy policy, JsonNode known) throws PlatformException {
    if (isCurrent(policy, known)) {
      return id(known);
    }
    if (!known.path("description").asText("").startsWith(MARK)) {
      throw refusal(
          "cluster policy '%s' of %s was not made by Bering, and it says something else than %s; give one of them another name, or make them say the same"
              .formatted(policy.name(), api.host(), policy.origin().text()));
    }
    api.postRepeatable(POLICIES + "edit", body(policy).put("policy_id", id(known)));
    return id(known);
  }

  /** A policy cannot be made with a token, but only one has its name: whoever made it, it is it. */
  private String made(ClusterPolicy policy) throws PlatformException {
    try {
      return id(api.postOnce(POLICIES + "create", body(policy)));
    } catch (PlatformException e) {
      Optional<JsonNode> there;
      try {
        there = find(policy);
      } catch (PlatformException again) {
        e.addSuppressed(again);
        throw e;
      }
      if (there.isEmpty()) {
        throw e;
      }
      return settled(policy, there.get());
    }
  }

  private static ObjectNode body(ClusterPolicy policy) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("name", policy.name());
    body.put("definition", policy.definition().toString());
    body.put("description", DESCRIPTION);
    policy.maxClustersPerUser().ifPresent(most -> body.put("max_clusters_per_user", most));
    return body;
  }

  private static boolean isCurrent(ClusterPolicy policy, JsonNode known) {
    // Libraries that somebody has added would be installed on the clusters of jobs.
    return known.path("libraries").isEmpty()
        && parsed(policy.definition().toString()).equals(parsed(known.path("definition").asText()))
        && policy.maxClustersPerUser().orElse(0) == known.path("max_clusters_per_user").asInt(0);
  }

  /** What is no JSON is no policy that a file could have. */
  private static Optional<JsonNode> parsed(String definition) {
    try {
      return Optional.ofNullable(JSON.readTree(definition));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  private static PlatformException refusal(String words) {
    return new PlatformException(Failure.of(FailureClass.CONFIG, words));
  }
}
