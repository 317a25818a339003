package dev.bering.jobs;

import static dev.bering.jobs.Shape.group;
import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.required;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

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
    return group(address);
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
        job, payload, settings, unhonoured, SparkRuntime.apache("4.1"), job.secrets());
  }

  @Override
  public PlatformConnection connect(Rendering rendering) {
    throw new UnsupportedOperationException(name + " is a platform in words");
  }
}
