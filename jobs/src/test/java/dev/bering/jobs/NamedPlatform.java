package dev.bering.jobs;

import static dev.bering.jobs.Shape.group;
import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.required;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A platform in words: one that needs an address and one that does not. It renders for real and
 * runs nothing.
 */
record NamedPlatform(String name, boolean needsAddress) implements Platform {

  static final List<NamedPlatform> BOTH =
      List.of(new NamedPlatform("emr", true), new NamedPlatform("databricks", false));

  @Override
  public Shape.Group block() {
    Shape.Key address =
        needsAddress
            ? required("releaseLabel", Shape.text(), "Which release.")
            : key("cluster", new Shape.Verbatim("new_cluster"), "The cluster.");
    return needsAddress
        ? group(address)
        : group(address, key("policy", Shape.text(), "What its cluster may be."));
  }

  @Override
  public boolean takesClusterPolicies() {
    return !needsAddress;
  }

  private Optional<Rendering.Governed> governed(Job job, ObjectNode conf) {
    return job.clusterPolicy()
        .map(
            policy -> {
              ObjectNode cluster = JsonNodeFactory.instance.objectNode();
              cluster.put("apply_policy_default_values", true);
              cluster.setAll((ObjectNode) job.block().fields("cluster").json());
              ObjectNode all = conf.deepCopy();
              all.setAll(cluster.withObject("/spark_conf"));
              cluster.set("spark_conf", all);
              job.tags().forEach(cluster.withObject("/custom_tags")::put);
              cluster.withObject("/custom_tags").put("run", "1");
              return new Rendering.Governed(
                  policy,
                  cluster,
                  Set.of("custom_tags.run"),
                  List.of(
                      new Rendering.Source("", "platforms.databricks.cluster"),
                      new Rendering.Source("spark_conf", "spec.sparkConf"),
                      new Rendering.Source("custom_tags", "cost.tags")));
            });
  }

  @Override
  public Rendering render(Job job) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode();
    payload.put("name", job.name());
    job.program().arguments().forEach(payload.withArray("arguments")::add);
    ObjectNode conf = payload.putObject("conf");
    List<TranslatedSetting> settings =
        SparkSettings.translate(job.sparkConf(), name, job.sparkVersion(), "4.1");
    settings.stream()
        .filter(TranslatedSetting::isSent)
        .forEach(setting -> conf.put(setting.targetKey(), setting.targetValue()));
    payload.set("tags", new ObjectMapper().valueToTree(Map.copyOf(job.tags())));
    List<Rendering.Unhonoured> unhonoured =
        job.driver().memory().isPresent() && name.equals("databricks")
            ? List.of(new Rendering.Unhonoured("spec.driver.memory", "the node type decides"))
            : List.of();
    return new Rendering(
        job,
        payload,
        settings,
        unhonoured,
        SparkRuntime.apache("4.1"),
        job.secrets(),
        governed(job, conf));
  }

  @Override
  public PlatformConnection connect(Rendering rendering) {
    throw new UnsupportedOperationException(name + " is a platform in words");
  }
}
