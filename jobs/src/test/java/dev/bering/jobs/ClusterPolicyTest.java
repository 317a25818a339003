package dev.bering.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bering.model.UserException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a policy says of clusters, what a job's cluster is under it, and what is wrong with one. */
class ClusterPolicyTest {
  private static final String JOB =
      """
      apiVersion: bering/v1
      kind: SparkJob
      metadata: {name: features}
      platform: databricks
      spec: {type: Java, mainApplicationFile: s3://a.jar, mainClass: a.B}
      platforms:
        databricks:
          policy: small
          cluster: {%s}
      """;

  private static String policy(String... rules) {
    return """
        apiVersion: bering/v1
        kind: ClusterPolicy
        metadata: {name: small}
        spec:
          definition:
            %s
        """
        .formatted(String.join("\n    ", rules));
  }

  private static JobFolder folder(String cluster, String... rules) {
    return JobFolder.of(JOB.formatted(cluster)).with("policies/small.yaml", policy(rules));
  }

  private static List<String> findings(JobFolder folder) {
    return Explanation.of(folder.merged(), JobFolder.CONTEXT).policy().stream()
        .map(finding -> finding.weight() + " " + finding.text())
        .toList();
  }

  private static List<String> problems(JobFolder folder) {
    UserException refusal =
        catchThrowableOfType(
            UserException.class, () -> Explanation.of(folder.merged(), JobFolder.CONTEXT));
    return refusal.problems().stream()
        .map(problem -> problem.message() + " -> " + problem.hint())
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          num_workers: 0              | num_workers: {type: fixed, value: 0}                          |
          num_workers: 4              | num_workers: {type: fixed, value: 0}                          | REFUSED num_workers is 4 (J), and policy 'small' fixes it to 0 (P)
          num_workers: "0"            | num_workers: {type: fixed, value: 0}                          |
          a: 1                        | num_workers: {type: fixed, value: 0}                          | FILLED_IN num_workers is not set, and policy 'small' fixes it to 0 (P): it is filled in
          autoscale: {max_workers: 9} | num_workers: {type: fixed, value: 0}                          | REFUSED num_workers is not set, as autoscale.max_workers is, and policy 'small' fixes it to 0 (P)
          num_workers: 4              | autoscale.max_workers: {type: range, maxValue: 9, defaultValue: 2} | REFUSED autoscale.max_workers is not set, as num_workers is, and policy 'small' wants at most 9 (P)
          a: 1                        | instance_pool_id: {type: forbidden}                           |
          instance_pool_id: x         | instance_pool_id: {type: forbidden}                           | REFUSED instance_pool_id is x (J), and policy 'small' forbids it (P)
          docker_image: {url: x}      | docker_image: {type: forbidden}                               | REFUSED docker_image.url is x (J), and policy 'small' forbids it (P)
          node_type_id: m             | node_type_id: {type: allowlist, values: [l, m]}               |
          node_type_id: xl            | node_type_id: {type: allowlist, values: [l, m]}               | REFUSED node_type_id is xl (J), and policy 'small' takes only l, m (P)
          a: 1                        | node_type_id: {type: allowlist, values: [l, m]}               | REFUSED node_type_id is not set, and policy 'small' takes only l, m (P)
          a: 1                        | node_type_id: {type: allowlist, values: [l, m], isOptional: true} |
          a: 1                        | node_type_id: {type: allowlist, values: [l, m], defaultValue: m}  | FILLED_IN node_type_id is not set, and policy 'small' gives it m (P): it is filled in
          apply_policy_default_values: false | node_type_id: {type: allowlist, values: [l, m], defaultValue: m} | REFUSED node_type_id is not set, and policy 'small' takes only l, m (P)
          node_type_id: m             | node_type_id: {type: blocklist, values: [l, m]}               | REFUSED node_type_id is m (J), and policy 'small' does not take l, m (P)
          node_type_id: s             | node_type_id: {type: blocklist, values: [l, m]}               |
          a: 1                        | node_type_id: {type: blocklist, values: [l, m]}               | REFUSED node_type_id is not set, and policy 'small' does not take l, m (P)
          spark_version: 17.3.x       | spark_version: {type: regex, pattern: "1[78]\\\\..*"}         |
          spark_version: 16.4.x       | spark_version: {type: regex, pattern: "1[78]\\\\..*"}         | REFUSED spark_version is 16.4.x (J), and policy 'small' wants a match of 1[78]\\..* (P)
          spark_version: x17.3        | spark_version: {type: regex, pattern: "17.3"}                 | REFUSED spark_version is x17.3 (J), and policy 'small' wants a match of 17.3 (P)
          spark_version: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab | spark_version: {type: regex, pattern: ".*.*.*.*.*.*.*.*c"} | UNCHECKED spark_version is not checked (its pattern takes too long), and policy 'small' wants a match of .*.*.*.*.*.*.*.*c (P)
          num_workers: 8              | num_workers: {type: range, minValue: 1, maxValue: 8}          |
          num_workers: 9              | num_workers: {type: range, minValue: 1, maxValue: 8}          | REFUSED num_workers is 9 (J), and policy 'small' wants 1 to 8 (P)
          num_workers: 0              | num_workers: {type: range, minValue: "1"}                     | REFUSED num_workers is 0 (J), and policy 'small' wants at least 1 (P)
          num_workers: many           | num_workers: {type: range, maxValue: 8.5}                     | REFUSED num_workers is many (J), and policy 'small' wants at most 8.5 (P)
          a: 1                        | custom_tags.team: {type: unlimited}                           | REFUSED custom_tags.team is not set, and policy 'small' wants a value (P)
          custom_tags: {team: x}      | custom_tags.team: {type: unlimited}                           |
          custom_tags: {team: null}   | custom_tags.team: {type: unlimited}                           | REFUSED custom_tags.team is not set, and policy 'small' wants a value (P)
          custom_tags: {a.b c: x}     | custom_tags.a.b c: {type: fixed, value: y}                    | REFUSED custom_tags.a.b c is x (J), and policy 'small' fixes it to y (P)
          a: 1                        | custom_tags.run: {type: regex, pattern: "\\\\d+"}             | UNCHECKED custom_tags.run is not checked (its value is known to runs alone), and policy 'small' wants a match of \\d+ (P)
          a: 1                        | custom_tags.run: {type: forbidden}                            | REFUSED custom_tags.run is 1 (built in), and policy 'small' forbids it (P)
          spark_conf: {spark.a: 4}    | spark_conf.spark.a: {type: fixed, value: "4"}                 |
          spark_env_vars: {A: 4}      | spark_env_vars.*: {type: forbidden}                           | REFUSED spark_env_vars.A is 4 (J), and policy 'small' forbids it (P)
          init_scripts: [{s3: {destination: x}}] | init_scripts.*.s3.destination: {type: fixed, value: y} | REFUSED init_scripts.0.s3.destination is x (J), and policy 'small' fixes it to y (P)
          cluster_log_conf: {s3: {destination: x}} | cluster_log_conf.type: {type: fixed, value: S3}  |
          cluster_log_conf: {s3: {destination: x}} | cluster_log_conf.path: {type: fixed, value: y}  | REFUSED cluster_log_conf.path is x (J), and policy 'small' fixes it to y (P)
          a: 1                        | cluster_type: {type: fixed, value: job}                       |
          a: 1                        | cluster_type: {type: fixed, value: all-purpose}               | REFUSED cluster_type is job (built in), and policy 'small' fixes it to all-purpose (P)
          a: 1                        | dbus_per_hour: {type: range, maxValue: 10}                    | UNCHECKED dbus_per_hour is not checked (only Databricks knows what a cluster costs in an hour), and policy 'small' wants at most 10 (P)
          a: 1                        | num_worker: {type: fixed, value: 0}                           | UNCHECKED num_worker is not checked (Bering knows no such attribute of clusters), and policy 'small' fixes it to 0 (P)
          a: 1                        | autotermination_minutes: {type: fixed, value: 120}            | UNCHECKED autotermination_minutes is not checked (a job's cluster ends with its run, and takes none), and policy 'small' fixes it to 120 (P)
          autotermination_minutes: 60 | autotermination_minutes: {type: fixed, value: 120}            | REFUSED autotermination_minutes is 60 (J), and policy 'small' fixes it to 120 (P)
          """)
  void holdsAClusterAgainstARule(String cluster, String rule, String finding) {
    List<String> wanted =
        Optional.ofNullable(finding)
            .map(text -> text.replace("(J)", "(jobs/features.yaml:9)"))
            .map(text -> text.replace("(P)", "(jobs/policies/small.yaml:6)"))
            .stream()
            .toList();
    assertThat(findings(folder(cluster, rule))).isEqualTo(wanted);
  }

  @Test
  void namesThePlaceOfWhateverLayerSaidIt() {
    JobFolder folder =
        folder(
                "a: 1",
                "custom_tags.team: {type: fixed, value: data}",
                "spark_conf.spark.a: {type: fixed, value: x}",
                "spark_conf.spark.sql.sources.default: {type: fixed, value: delta}")
            .with(
                "defaults.yaml",
                """
                apiVersion: bering/v1
                kind: SparkJobLayer
                cost: {tags: {team: ml}}
                spec:
                  sparkVersion: "3.5"
                  sparkConf: {spark.a: y}
                """);
    assertThat(findings(folder))
        .containsExactly(
            "REFUSED custom_tags.team is ml (jobs/defaults.yaml:3), and policy 'small' fixes it to"
                + " data (jobs/policies/small.yaml:6)",
            "REFUSED spark_conf.spark.a is y (jobs/defaults.yaml:6), and policy 'small' fixes it to"
                + " x (jobs/policies/small.yaml:7)",
            "REFUSED spark_conf.spark.sql.sources.default is parquet (built in), and policy 'small'"
                + " fixes it to delta (jobs/policies/small.yaml:8)");
  }

  @Test
  void everythingThatIsWrongWithAPolicyIsToldAtOnce() {
    assertThat(
            problems(
                folder(
                    "a: 1",
                    "a: {type: fixd, value: 0}",
                    "b: {type: fixed}",
                    "c: {type: fixed, value: 0, pattern: x}",
                    "d: {type: allowlist, value: x}",
                    "e: {type: regex, pattern: \"(a\"}",
                    "f: {type: range}",
                    "g: {type: range, minValue: 5, maxValue: 1.5}",
                    "h: {type: range, minValue: few}",
                    "i: {type: range, maxValue: 5, defaultValue: 6}",
                    "j: {type: forbidden, value: 1}",
                    "k: {type: unlimited, isOptional: maybe}",
                    "l: 7",
                    "spark_conf.fs.secret.key: {type: fixed, value: abc}",
                    "n: {type: fixed, value: \"${env.HOME}\"}",
                    "o: {type: fixed, valu: 1}")))
        .containsExactly(
            at(6, "'spec.definition.a.type' cannot have this value") + "did you mean fixed?",
            at(16, "'spec.definition.k.isOptional' is neither true nor false")
                + "write true or false",
            at(17, "'spec.definition.l' is no mapping of keys to values")
                + "write 'key: value' lines",
            at(20, "'spec.definition.o' has no key 'valu'") + "did you mean value?",
            at(7, "'spec.definition.b' is of type fixed and has no value") + "write 'value: ...'",
            at(8, "'spec.definition.c' is of type fixed, which has no pattern")
                + "leave it out; it has value, hidden",
            at(9, "'spec.definition.d' is of type allowlist, which has no value")
                + "leave it out; it has values, isOptional, defaultValue, hidden",
            at(9, "'spec.definition.d' is of type allowlist and has no values")
                + "write 'values: ...'",
            at(
                    10,
                    "'spec.definition.e' has a pattern that is no regular expression (Unclosed"
                        + " group)")
                + "mind its brackets, and write a \\ before what is meant as it stands",
            at(11, "'spec.definition.f' is of type range and has no bounds")
                + "write minValue, maxValue or both",
            at(12, "'spec.definition.g' has a minValue (5) above its maxValue (1.5)") + "swap them",
            at(13, "'spec.definition.h' has a minValue that is no number") + "write it as in 10",
            at(14, "'spec.definition.i' has a defaultValue that it does not take itself")
                + "write one that it takes",
            at(15, "'spec.definition.j' is of type forbidden, which has no value") + "leave it out",
            at(18, "'spec.definition.spark_conf.fs.secret.key' has a secret in clear")
                + "take it out of the file and its history, and write {{secrets/SCOPE/KEY}}",
            at(19, "'spec.definition.n' has a reference, and nothing fills in those of policies")
                + "write the value itself",
            at(20, "'spec.definition.o' is of type fixed and has no value") + "write 'value: ...'");
  }

  private static String at(int line, String fact) {
    return "Cannot read jobs/policies/small.yaml: line %d: %s. -> ".formatted(line, fact);
  }

  @Test
  void aJobNamesAPolicyThatIsThere() {
    String other = policy("num_workers: {type: fixed, value: 0}");
    JobFolder unknown =
        JobFolder.of(JOB.formatted("a: 1").replace("policy: small", "policy: smal"))
            .with("policies/small.yaml", other);
    assertThat(problems(unknown))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 8: there is no policy of this name."
                + " -> did you mean small?");
    assertThat(problems(JobFolder.of(JOB.formatted("a: 1"))))
        .containsExactly(
            "Cannot read jobs/features.yaml: line 8: there is no policy of this name."
                + " -> write it as a file below policies/");
    assertThat(
            problems(
                JobFolder.of(JOB.formatted("a: 1"))
                    .with("policies/a.yaml", other)
                    .with("policies/b.yaml", other)))
        .containsExactly(
            "Cannot read jobs/policies/b.yaml: line 3: policy 'small' is in jobs/policies/a.yaml"
                + " too. -> give one of them another name");
    // One that is wrong does not stop a job that does not name it.
    assertThat(
            findings(
                folder("num_workers: 0", "num_workers: {type: fixed, value: 0}")
                    .with("policies/b.yaml", other.replace("small", "big").replace("fixed", "f"))))
        .isEmpty();
    // One whose name cannot be read may be the one that is meant.
    assertThat(
            problems(
                JobFolder.of(JOB.formatted("a: 1"))
                    .with("policies/c.yaml", "apiVersion: bering/v1\nkind: SparkJob\nspec: {}\n")))
        .containsExactly(
            "Cannot read jobs/policies/c.yaml: line 2: 'kind' cannot have this value."
                + " -> choose one of ClusterPolicy",
            "Cannot read jobs/policies/c.yaml: line 3: 'spec' has no definition."
                + " -> write 'definition: ...'",
            "Cannot read jobs/policies/c.yaml: line 1: the file has no metadata."
                + " -> write 'metadata: ...'",
            "Cannot read jobs/features.yaml: line 8: there is no policy of this name."
                + " -> write it as a file below policies/");
  }

  @Test
  void liesBesideTheFileOfTheJob(@TempDir Path place) throws Exception {
    Files.createDirectories(place.resolve("policies/team"));
    Files.writeString(place.resolve("features.yaml"), JOB.formatted("num_workers: 1"));
    Files.writeString(
        place.resolve("policies/team/small.yaml"), policy("num_workers: {type: fixed, value: 0}"));
    for (JobFiles files : List.of(JobFiles.of(place), JobFiles.of(place, "features.yaml"))) {
      assertThat(files.texts()).containsOnlyKeys("features.yaml", "policies/team/small.yaml");
      assertThat(JobFolder.FORMAT.catalogue(files).names()).containsExactly("features");
      assertThat(
              Explanation.of(
                      JobFolder.FORMAT.catalogue(files).job("features", JobChoice.NONE),
                      JobFolder.CONTEXT)
                  .policy())
          .extracting(PolicyFinding::weight)
          .containsExactly(PolicyFinding.Weight.REFUSED);
    }
  }

  @Test
  void aPolicyIsAPartOfWhatAJobIs() {
    String rule = "num_workers: {type: range, maxValue: 2}";
    String hash = hash(folder("num_workers: 1", rule));
    assertThat(hash(folder("num_workers: 1", rule + " # as before"))).isEqualTo(hash);
    assertThat(hash(folder("num_workers: 1", rule.replace("2", "3")))).isNotEqualTo(hash);
    assertThat(
            hash(
                folder("num_workers: 1", rule)
                    .with("policies/small.yaml", policy(rule) + "  maxClustersPerUser: 1\n")))
        .isNotEqualTo(hash);
  }

  private static String hash(JobFolder folder) {
    return Explanation.of(folder.merged(), JobFolder.CONTEXT).hash();
  }
}
