package dev.bering.jobs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * Every value of one job on one platform, and where it was said.
 *
 * @param values in the order of the merged file
 * @param removed what a null took away, and where the null stands
 * @param dependencies what is known of what the job brings along, held against its platform
 * @param policy what the cluster policy that the job names means for its cluster
 * @param hash of what is sent
 * @param payload what is sent, in the platform's own words
 */
public record Explanation(
    String job,
    String platform,
    List<Line> values,
    List<Line> removed,
    List<TranslatedSetting> settings,
    List<Rendering.Unhonoured> unhonoured,
    List<DependencyFinding> dependencies,
    List<PolicyFinding> policy,
    String hash,
    ObjectNode payload) {

  /**
   * One value.
   *
   * @param key the way to it, as in {@code spec.driver.memory}
   * @param value with references filled in; of what was removed, empty
   * @param written as the file has it, where references were filled in
   * @param origin file and line, or option
   */
  public record Line(String key, String value, Optional<String> written, String origin) {}

  /**
   * Explains a job as a run of {@code context} would have it. Nothing is started.
   *
   * @throws dev.bering.model.UserException with everything that is wrong with it
   */
  public static Explanation of(MergedJob merged, RunContext context) {
    Job job = merged.resolve(context);
    Rendering rendering = merged.platform().render(job);
    Value.Fields sections = merged.values().without("platforms");
    Value.Fields own = Value.Fields.none(merged.values().origin());
    for (String key : merged.platform().block().names()) {
      Optional<Value> value = merged.block().at(key);
      if (value.isPresent()) {
        own = own.with(key, value.get());
      }
    }
    if (!own.values().isEmpty()) {
      sections =
          sections.with(
              "platforms", Value.Fields.none(own.origin()).with(merged.platform().name(), own));
    }
    References references =
        new References(merged.values().withoutNulls(), context, new Complaints());
    List<Value.Leaf> leaves = Value.leaves(sections);
    return new Explanation(
        merged.name(),
        merged.platform().name(),
        leaves.stream()
            .filter(leaf -> !leaf.value().isNull())
            .map(leaf -> line(leaf, references))
            .toList(),
        leaves.stream()
            .filter(leaf -> leaf.value().isNull())
            .map(leaf -> new Line(leaf.path(), "", Optional.empty(), leaf.value().origin().text()))
            .toList(),
        rendering.settings(),
        rendering.unhonoured(),
        DependencyCheck.of(merged, rendering),
        PolicyCheck.of(merged, rendering),
        rendering.hash(),
        rendering.payload());
  }

  private static Line line(Value.Leaf leaf, References references) {
    String filled = ((Value.Scalar) references.in(leaf.value())).text();
    String written = leaf.value().text();
    return new Line(
        leaf.path(),
        filled,
        filled.equals(written) ? Optional.empty() : Optional.of(written),
        leaf.value().origin().text());
  }
}
