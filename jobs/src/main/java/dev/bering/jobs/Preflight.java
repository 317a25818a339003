package dev.bering.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.yaml.ClearSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is known to fail, or to do harm, is refused before anything is sent. */
final class Preflight {
  private final MergedJob merged;
  private final Rendering rendering;
  private final List<Problem> problems = new ArrayList<>();

  private Preflight(MergedJob merged, Rendering rendering) {
    this.merged = merged;
    this.rendering = rendering;
  }

  /**
   * Checks what would be sent to each platform of a job.
   *
   * @throws UserException with everything that must not go
   */
  static void check(MergedJob merged, RunContext context) {
    for (String platform : merged.platforms()) {
      MergedJob there = platform.equals(merged.platform().name()) ? merged : merged.on(platform);
      check(there, there.platform().render(there.resolve(context)));
    }
  }

  /**
   * Checks what would be sent.
   *
   * @return what is known of the job's dependencies, none of which keeps it from running
   * @throws UserException with everything that must not go
   */
  static List<DependencyFinding> check(MergedJob merged, Rendering rendering) {
    List<DependencyFinding> findings = DependencyCheck.of(merged, rendering);
    Preflight preflight = new Preflight(merged, rendering);
    preflight.settings();
    preflight.secrets("", rendering.payload());
    preflight.dependencies(findings);
    preflight.policy(PolicyCheck.of(merged, rendering));
    if (rendering.job().policy().mode() == Job.Mode.SCHEDULED) {
      preflight.kept();
    }
    if (!preflight.problems.isEmpty()) {
      throw UserException.usage(preflight.problems);
    }
    return findings;
  }

  private void settings() {
    for (TranslatedSetting setting : rendering.settings()) {
      if (setting.action() == TranslatedSetting.Action.ERROR) {
        problems.add(
            new Problem(
                "JOB_SETTING",
                "Cannot run job '%s' on %s: %s (%s) has no meaning there."
                    .formatted(
                        rendering.job().name(),
                        rendering.job().platform(),
                        setting.key(),
                        setting.origin().text()),
                setting.why()));
      }
    }
  }

  private void dependencies(List<DependencyFinding> findings) {
    for (DependencyFinding finding : findings) {
      if (finding.weight() == DependencyFinding.Weight.REFUSED) {
        problems.add(
            new Problem(
                "JOB_DEPENDENCY",
                "Cannot run job '%s' on %s: %s."
                    .formatted(rendering.job().name(), rendering.job().platform(), finding.text()),
                finding.hint()));
      }
    }
  }

  private void policy(List<PolicyFinding> findings) {
    for (PolicyFinding finding : findings) {
      if (finding.weight() == PolicyFinding.Weight.REFUSED) {
        problems.add(
            new Problem(
                "JOB_POLICY",
                "Cannot run job '%s' on %s: %s."
                    .formatted(rendering.job().name(), rendering.job().platform(), finding.text()),
                finding.hint()));
      }
    }
  }

  /** Layers and references are checked one by one; this is what they come to. */
  private void secrets(String path, JsonNode node) {
    if (node.isTextual() && ClearSecrets.standsIn(node.asText())) {
      problems.add(
          new Problem(
              "JOB_SECRET",
              "Cannot run job '%s' on %s: %s of what is sent has a secret in clear."
                  .formatted(rendering.job().name(), rendering.job().platform(), path),
              "write a reference under spec.secrets"));
    }
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      secrets(path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue());
    }
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        secrets("%s[%d]".formatted(path, i), node.get(i));
      }
    }
  }

  /**
   * A platform that keeps a job has one definition for all its runs: what differs from run to run
   * goes by parameters, which are in arguments alone. Two runs at once would otherwise take each
   * other's values.
   */
  private void kept() {
    for (Value.Leaf leaf : Value.leaves(merged.values().withoutNulls().without("platforms"))) {
      boolean isParameter = leaf.path().startsWith("spec.params.");
      boolean isArgument = leaf.path().startsWith("spec.arguments");
      String text = leaf.value().text().replace("$${", "");
      boolean differs = text.contains("${run.") || (!isArgument && text.contains("${params."));
      if (differs && !isParameter) {
        problems.add(
            new Problem(
                Complaints.CODE,
                "Cannot keep job '%s' on %s: %s (%s) differs from run to run."
                    .formatted(
                        rendering.job().name(),
                        rendering.job().platform(),
                        leaf.path(),
                        leaf.value().origin().text()),
                "hand it over as an argument that is a parameter, or write 'mode: adhoc' under run"));
      }
    }
  }
}
