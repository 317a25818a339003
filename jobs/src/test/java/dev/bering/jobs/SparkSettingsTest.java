package dev.bering.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of settings of Spark: all of them, on every platform, each with a reason. */
class SparkSettingsTest {
  private static final List<String> PLATFORMS =
      List.of("local", "standalone", "yarn", "databricks", "emr", "emr-serverless", "kubernetes");

  private static List<String> translated(String platform, String from, String to, String... keys) {
    Map<String, Job.Setting> settings = new LinkedHashMap<>();
    for (String key : keys) {
      settings.put(key, new Job.Setting("v", Origin.of("job.yaml", 7)));
    }
    return SparkSettings.translate(settings, platform, from, to).stream()
        .map(
            one ->
                "%s %s%s"
                    .formatted(
                        one.action(),
                        one.key(),
                        one.isSent() && !one.targetKey().equals(one.key())
                            ? " -> " + one.targetKey()
                            : ""))
        .toList();
  }

  @Test
  void aJobOfYarnOnDatabricks() {
    assertThat(
            translated(
                "databricks",
                "3.5",
                "3.5",
                "spark.executor.memory",
                "spark.yarn.queue",
                "spark.yarn.appMasterEnv.REGION",
                "spark.yarn.keytab",
                "spark.sql.adaptive.enabled",
                "spark.sql.shuffle.partitions",
                "spark.blacklist.timeout",
                "spark.sources.x",
                "sparc.executor.cores"))
        .containsExactly(
            "DROP spark.executor.memory",
            "DROP spark.yarn.queue",
            "MAP spark.yarn.appMasterEnv.REGION -> env:REGION",
            "ERROR spark.yarn.keytab",
            "KEEP spark.sql.adaptive.enabled",
            "WARN spark.sql.shuffle.partitions",
            "MAP spark.blacklist.timeout -> spark.excludeOnFailure.timeout",
            "KEEP spark.sources.x",
            "WARN sparc.executor.cores",
            "PIN spark.sql.sources.default",
            "WARN spark.sql.session.timeZone");
  }

  @Test
  void defaultsThatDecideResultsArePinnedBetweenLinesOfSpark() {
    assertThat(translated("standalone", "3.5", "4.1", "spark.sql.session.timeZone"))
        .contains("PIN spark.sql.ansi.enabled", "PIN spark.sql.legacy.timeParserPolicy")
        .hasSize(11);
    assertThat(translated("standalone", "3.5", "4.1", "spark.sql.ansi.enabled"))
        .contains("KEEP spark.sql.ansi.enabled")
        .doesNotContain("PIN spark.sql.ansi.enabled");
    assertThat(translated("yarn", "3.5", "3.5", "spark.sql.session.timeZone"))
        .containsExactly("KEEP spark.sql.session.timeZone");
    assertThat(
            SparkSettings.translate(Map.of(), "yarn", "4.1", "3.5").stream()
                .filter(one -> one.key().equals("spark.sql.ansi.enabled")))
        .extracting(TranslatedSetting::targetValue, TranslatedSetting::why)
        .containsExactly(Tuple.tuple("true", "Spark 4.1 assumes true, Spark 3.5 assumes false"));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void noSettingIsLostWithoutAWord(long seed) {
    Random random = new Random(seed);
    List<String> parts =
        List.of(
            "yarn",
            "executor",
            "memory",
            "emr",
            "sql",
            "x",
            "hadoop",
            "blacklist",
            "databricks",
            "emr-serverless",
            "driverEnv",
            "dynamicAllocation",
            "enabled",
            "fs",
            "s3",
            "y");
    for (String platform : PLATFORMS) {
      Map<String, Job.Setting> settings = new LinkedHashMap<>();
      for (int i = 0; i < 200; i++) {
        StringBuilder key = new StringBuilder("spark");
        for (int part = 0; part < 1 + random.nextInt(4); part++) {
          key.append('.').append(parts.get(random.nextInt(parts.size())));
        }
        settings.put(key.toString(), new Job.Setting(i + "", Origin.BUILT_IN));
      }
      List<TranslatedSetting> all = SparkSettings.translate(settings, platform, "3.5", "4.1");
      assertThat(all).extracting(TranslatedSetting::key).containsAll(settings.keySet());
      assertThat(all)
          .filteredOn(one -> one.action() != TranslatedSetting.Action.KEEP)
          .allSatisfy(one -> assertThat(one.why()).isNotBlank());
      assertThat(all)
          .filteredOn(
              one ->
                  one.action() == TranslatedSetting.Action.DROP
                      || one.action() == TranslatedSetting.Action.ERROR)
          .noneMatch(TranslatedSetting::isSent);
      // What a platform gets it keeps when it is translated for it again.
      Map<String, Job.Setting> sent = new LinkedHashMap<>();
      all.stream()
          .filter(one -> one.isSent() && !one.targetKey().startsWith("env:"))
          .forEach(
              one ->
                  sent.put(one.targetKey(), new Job.Setting(one.targetValue(), Origin.BUILT_IN)));
      assertThat(SparkSettings.translate(sent, platform, "3.5", "4.1"))
          .as(platform)
          .filteredOn(one -> sent.containsKey(one.key()))
          .allSatisfy(one -> assertThat(one.targetKey()).isEqualTo(one.key()));
    }
  }
}
