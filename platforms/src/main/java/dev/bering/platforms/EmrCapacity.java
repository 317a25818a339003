package dev.bering.platforms;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.jobs.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a job wants of machines, said in EMR's words where its block leaves it open: the market of
 * instance groups, and what fleets do when spot machines are not to be had. What the block says
 * itself stays.
 *
 * <p>Spark's driver runs on one of the worker machines, never on the MASTER, so that there is no
 * market for it alone.
 */
final class EmrCapacity {
  private static final int SPOT_MINUTES = 10;

  private final Job.Capacity wanted;
  private final SparkSubmit submit;

  EmrCapacity(Job job, SparkSubmit submit) {
    this.wanted = job.capacity();
    this.submit = submit;
  }

  /** Says that nothing of it is done. */
  void refused(String why) {
    if (wanted.driver().isPresent()
        || wanted.workers().isPresent()
        || wanted.fallback().isPresent()) {
      submit.cannot("spec.capacity", why);
    }
  }

  /** Says it in the machines of a cluster. */
  void into(ObjectNode instances) {
    if (wanted.driver().isPresent() && !wanted.driver().equals(wanted.workers())) {
      submit.cannot("spec.capacity.driver", "the driver runs on one of the worker machines");
    }
    wanted.workers().ifPresent(market -> workers(instances, market));
    wanted.fallback().ifPresent(fallback -> fallback(instances, fallback));
  }

  private void workers(ObjectNode instances, String market) {
    List<String> against = new ArrayList<>();
    String wantedMarket = market.toUpperCase(Locale.ROOT).replace('-', '_');
    for (JsonNode group : instances.path("InstanceGroups")) {
      if (group instanceof ObjectNode open && !isMaster(open, "InstanceRole")) {
        if (!open.has("Market")) {
          open.put("Market", wantedMarket);
        } else if (!open.path("Market").asText().equals(wantedMarket)) {
          against.add("'instances' says Market " + open.path("Market").asText());
        }
      }
    }
    String other = market.equals("spot") ? "TargetOnDemandCapacity" : "TargetSpotCapacity";
    for (JsonNode fleet : instances.path("InstanceFleets")) {
      if (!isMaster(fleet, "InstanceFleetType") && fleet.path(other).asInt() > 0) {
        against.add("'instances' says %s %d".formatted(other, fleet.path(other).asInt()));
      }
    }
    against.stream().findFirst().ifPresent(why -> submit.cannot("spec.capacity.workers", why));
  }

  private static boolean isMaster(JsonNode machines, String kind) {
    return machines.path(kind).asText().equals("MASTER");
  }

  private void fallback(ObjectNode instances, String fallback) {
    boolean done = false;
    for (JsonNode fleet : instances.path("InstanceFleets")) {
      boolean isOpen = fleet.path("TargetSpotCapacity").asInt() > 0;
      if (fleet instanceof ObjectNode open
          && isOpen
          && !open.at("/LaunchSpecifications").has("SpotSpecification")) {
        open.withObject("/LaunchSpecifications")
            .putObject("SpotSpecification")
            .put("TimeoutDurationMinutes", SPOT_MINUTES)
            .put(
                "TimeoutAction",
                fallback.equals("on-demand") ? "SWITCH_TO_ON_DEMAND" : "TERMINATE_CLUSTER");
        done = true;
      }
    }
    if (!done) {
      submit.cannot(
          "spec.capacity.fallback",
          "only fleets with spot machines that say nothing else have one");
    }
  }
}
