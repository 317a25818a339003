package dev.bering.jobs;

import static dev.bering.jobs.Shape.group;
import static dev.bering.jobs.Shape.key;
import static dev.bering.jobs.Shape.required;
import static dev.bering.jobs.Shape.text;
import static dev.bering.jobs.Shape.word;

import dev.bering.jobs.Shape.Group;
import dev.bering.jobs.Shape.ListOf;
import dev.bering.jobs.Shape.MapOf;

/** The keys of a file of a cluster policy. */
final class PolicyShape {

  /** What such a file is called in its own {@code kind}. */
  static final String KIND = "ClusterPolicy";

  private static final Group RULE =
      group(
          required("type", word(PolicyRule.Type.words()), "What is said of the attribute."),
          key("value", text(), "Of fixed: what it is."),
          key(
              "values",
              new ListOf(text()),
              "Of allowlist and blocklist: what it may, or may not be."),
          key("pattern", text(), "Of regex: what the whole value has to match."),
          key("minValue", text(), "Of range: the least."),
          key("maxValue", text(), "Of range: the most."),
          key(
              "isOptional",
              new Shape.Flag(),
              "Whether a cluster may leave it out; not unless said, of all but fixed and forbidden."),
          key("defaultValue", text(), "What a cluster of a job gets that leaves it out."),
          key("hidden", new Shape.Flag(), "Whether forms of the workspace hide it."));

  /** The keys of a whole file. */
  static final Group WHOLE =
      group(
          required(
              "apiVersion",
              text("bering/v\\d+", "version of job files", JobShape.VERSION),
              "The format: bering/v1."),
          required("kind", word(KIND), "ClusterPolicy."),
          required(
              "metadata",
              group(
                  required("name", JobShape.NAME, "What jobs and the workspace call it."),
                  key("description", text(), "What it is for.")),
              "What it is called."),
          required(
              "spec",
              group(
                  required(
                      "definition",
                      new MapOf("attribute", RULE),
                      "A rule for each attribute of clusters, in Databricks' own words."),
                  key(
                      "maxClustersPerUser",
                      text("[1-9]\\d{0,8}", "number of at least 1", "2"),
                      "How many clusters under it one user may have at once; any number unless said.")),
              "What clusters may be."));

  private PolicyShape() {}
}
