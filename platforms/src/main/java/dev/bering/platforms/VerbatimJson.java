package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Job;
import dev.bering.jobs.Value;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.Optional;

/** What a job file says in a platform's own words, as JSON: every field as it stands. */
final class VerbatimJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private VerbatimJson() {}

  /** The value of a key of the platform's block. */
  static Optional<JsonNode> at(Job job, String key) {
    return Optional.ofNullable(job.block().values().get(key)).map(Value::json);
  }

  /** The mapping at a key of the platform's block; an empty one if there is none. */
  static ObjectNode object(Job job, String key) {
    JsonNode node = at(job, key).orElseGet(JSON::objectNode);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw UserException.usage(
        new Problem(
            "JOB_FILE",
            "Cannot run job '%s' on %s: '%s' is no mapping of keys to values."
                .formatted(job.name(), job.platform(), key),
            "write 'key: value' lines"));
  }
}
