package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.PlatformException;
import dev.bering.jobs.Rendering;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The job that Databricks keeps for a job file: the one of its name that carries Bering's tag, and
 * the oldest of several. A job of the same name that somebody else has made is never touched. The
 * tag {@code bering_sha} says which payload it was last given, so that an unchanged file costs one
 * question and no change; what somebody changes by hand stays until the file changes.
 */
final class DatabricksDefinition {
  static final String SHA_TAG = "bering_sha";
  private static final String JOBS = "/api/2.2/jobs/";
  private static final String PAUSED = "PAUSED";
  static final List<String> STARTERS = List.of("schedule", "trigger", "continuous");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Rendering rendering;
  private final DatabricksApi api;
  private final DatabricksPolicy policy;

  DatabricksDefinition(Rendering rendering, DatabricksApi api) {
    this.rendering = rendering;
    this.api = api;
    this.policy = new DatabricksPolicy(rendering, api);
  }

  /** The id of the job; empty if there is none. */
  Optional<String> find() throws PlatformException {
    String name = rendering.job().name();
    Map<String, String> query = new HashMap<>(Map.of("name", name, "limit", "100"));
    Optional<Long> oldest = Optional.empty();
    boolean isMore = true;
    while (isMore) {
      ObjectNode page = api.get(JOBS + "list", query);
      for (JsonNode job : page.path("jobs")) {
        JsonNode settings = job.path("settings");
        if (settings.path("name").asText().equals(name)
            && settings.path("tags").path(DatabricksPayload.JOB_TAG).asText().equals(name)) {
          long id = job.path("job_id").asLong();
          oldest = Optional.of(oldest.map(other -> Math.min(other, id)).orElse(id));
        }
      }
      String next = page.path("next_page_token").asText("");
      query.put("page_token", next);
      isMore = !next.isEmpty();
    }
    return oldest.map(id -> Long.toString(id));
  }

  /**
   * The id of the job, as the file has it now: made if it is not there, replaced if it was given
   * another payload. If this fails, the job is as it was, or as the file has it; running it again
   * is safe. Of two that bring different files at one moment, the last decides for both.
   *
   * <p>Entries of permissions are added and changed, never taken away: to replace them all, one
   * would have to name the owner. An identity that the file no longer names stays: Databricks does
   * not take its absence for a change.
   *
   * <p>The cluster policy that it names is put into the workspace first.
   */
  String current() throws PlatformException {
    Optional<String> policyId = policy.applied();
    Optional<String> known = find();
    if (known.isEmpty()) {
      return created(policyId);
    }
    String id = known.get();
    JsonNode settings = api.get(JOBS + "get", Map.of("job_id", id)).path("settings");
    // A policy that was taken away and made anew has another id.
    boolean isUnderPolicy =
        policyId.isEmpty()
            || policyId.get().equals(settings.at("/tasks/0/new_cluster/policy_id").asText());
    if (!isUnderPolicy || !settings.path("tags").path(SHA_TAG).asText().equals(rendering.hash())) {
      replace(id, policyId);
    }
    return id;
  }

  /**
   * As {@link #current}, replaced also if it was given this payload before. Its policy has to be
   * there: this is asked for when a version is published, which changes no policies.
   */
  String anew() throws PlatformException {
    Optional<String> policyId = policy.unchanged();
    Optional<String> known = find();
    if (known.isEmpty()) {
      return created(policyId);
    }
    replace(known.get(), policyId);
    return known.get();
  }

  /**
   * Lets Databricks start the job no more, whatever starts it: a schedule, the arrival of files, or
   * its own end. All else stays as it is.
   *
   * @return the job's id; empty if there is none, or nothing starts it
   */
  Optional<String> pause() throws PlatformException {
    Optional<String> known = find();
    if (known.isEmpty()) {
      return known;
    }
    JsonNode settings = api.get(JOBS + "get", Map.of("job_id", known.get())).path("settings");
    ObjectNode paused = JSON.objectNode();
    for (String starter : STARTERS) {
      if (settings.path(starter) instanceof ObjectNode said
          && !said.path("pause_status").asText().equals(PAUSED)) {
        paused.set(starter, said.deepCopy().put("pause_status", PAUSED));
      }
    }
    if (paused.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode update = JSON.objectNode();
    update.put("job_id", Long.parseLong(known.get()));
    update.set("new_settings", paused);
    api.postRepeatable(JOBS + "update", update);
    return known;
  }

  /** The payload of a job that Databricks is not to start, whatever would start it. */
  static ObjectNode paused(ObjectNode payload) {
    for (String starter : STARTERS) {
      if (payload.path(starter) instanceof ObjectNode said) {
        said.put("pause_status", PAUSED);
      }
    }
    return payload;
  }

  private void replace(String id, Optional<String> policyId) throws PlatformException {
    ObjectNode changed = tagged(policyId);
    JsonNode permissions = changed.remove("access_control_list");
    if (permissions != null) {
      ObjectNode body = JSON.objectNode();
      body.set("access_control_list", permissions);
      api.patch("/api/2.0/permissions/jobs/" + id, body);
    }
    ObjectNode reset = JSON.objectNode();
    reset.put("job_id", Long.parseLong(id));
    reset.set("new_settings", changed);
    api.postRepeatable(JOBS + "reset", reset);
  }

  /**
   * A job cannot be made with a token. If somebody else made it at the same moment, the older one
   * counts, and this one goes before anything has run of it.
   */
  private String created(Optional<String> policyId) throws PlatformException {
    String made = api.postOnce(JOBS + "create", tagged(policyId)).path("job_id").asText();
    String oldest = find().orElse(made);
    if (Long.parseLong(oldest) < Long.parseLong(made)) {
      ObjectNode own = JSON.objectNode();
      own.put("job_id", Long.parseLong(made));
      api.postOnce(JOBS + "delete", own);
      return oldest;
    }
    return made;
  }

  private ObjectNode tagged(Optional<String> policyId) {
    ObjectNode payload = rendering.payload();
    ObjectNode cluster = (ObjectNode) payload.path("tasks").path(0).path("new_cluster");
    policyId.ifPresent(id -> cluster.put("policy_id", id));
    payload.withObject("/tags").put(SHA_TAG, rendering.hash());
    return payload;
  }
}
