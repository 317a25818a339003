package dev.bering.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What becomes of the settings of Spark on a platform. The rules are a table beside this class, one
 * a line; every setting of a job ends as one record, so that none is lost without a word.
 */
public final class SparkSettings {
  private static final String TABLE = "spark-settings.txt";
  private static final String PINS = "spark-defaults.txt";
  private static final List<Rule> RULES = rules();
  private static final List<Pin> DEFAULTS = defaults();

  private SparkSettings() {}

  /**
   * @param setting matches whole names
   * @param platforms empty for all
   */
  private record Rule(
      Pattern setting,
      Set<String> platforms,
      TranslatedSetting.Action action,
      String becomes,
      String why) {

    boolean holds(String key, String platform) {
      return (platforms.isEmpty() || platforms.contains(platform))
          && setting.matcher(key).matches();
    }
  }

  /** A default that decides results: until Spark 3.5, and since Spark 4.0. */
  private record Pin(String key, String before, String since) {}

  /**
   * The settings of a job as a platform gets them.
   *
   * @param writtenFor the line of Spark whose defaults the job's results rest on, as in {@code 3.5}
   * @param runsOn the line of Spark that the platform runs
   */
  public static List<TranslatedSetting> translate(
      Map<String, Job.Setting> settings, String platform, String writtenFor, String runsOn) {
    List<TranslatedSetting> all = new ArrayList<>();
    settings.forEach((key, setting) -> all.add(translated(key, setting, platform)));
    all.addAll(pins(settings.keySet(), platform, writtenFor, runsOn));
    return all;
  }

  private static TranslatedSetting translated(String key, Job.Setting setting, String platform) {
    for (Rule rule : RULES) {
      if (rule.holds(key, platform)) {
        return rule.action() == TranslatedSetting.Action.MAP
            ? mapped(key, setting, rule)
            : as(key, setting, rule);
      }
    }
    throw new IllegalStateException("No rule for " + key);
  }

  private static TranslatedSetting as(String key, Job.Setting setting, Rule rule) {
    boolean goes =
        rule.action() == TranslatedSetting.Action.KEEP
            || rule.action() == TranslatedSetting.Action.WARN;
    return new TranslatedSetting(
        key,
        setting.value(),
        rule.action(),
        goes ? key : "",
        goes ? setting.value() : "",
        rule.why(),
        setting.origin());
  }

  private static TranslatedSetting mapped(String key, Job.Setting setting, Rule rule) {
    Matcher matcher = rule.setting().matcher(key);
    String target = matcher.replaceFirst(rule.becomes());
    return new TranslatedSetting(
        key,
        setting.value(),
        TranslatedSetting.Action.MAP,
        target,
        setting.value(),
        rule.why(),
        setting.origin());
  }

  private static List<TranslatedSetting> pins(
      Set<String> said, String platform, String writtenFor, String runsOn) {
    boolean wasBefore = isBefore4(writtenFor);
    boolean isBefore = isBefore4(runsOn);
    List<TranslatedSetting> pins = new ArrayList<>();
    for (Pin pin : DEFAULTS) {
      if (wasBefore != isBefore && !said.contains(pin.key())) {
        String value = wasBefore ? pin.before() : pin.since();
        pins.add(
            pinned(
                pin.key(),
                value,
                "Spark %s assumes %s, Spark %s assumes %s"
                    .formatted(writtenFor, value, runsOn, wasBefore ? pin.since() : pin.before())));
      }
    }
    String format = "spark.sql.sources.default";
    if (platform.equals("databricks") && !said.contains(format)) {
      pins.add(pinned(format, "parquet", "Spark assumes parquet, Databricks assumes delta"));
    }
    String zone = "spark.sql.session.timeZone";
    if (!said.contains(zone)) {
      pins.add(
          new TranslatedSetting(
              zone,
              "",
              TranslatedSetting.Action.WARN,
              "",
              "",
              "nobody says it, so the zone of the machine decides; write the zone of the legacy platform",
              Origin.BUILT_IN));
    }
    return pins;
  }

  private static TranslatedSetting pinned(String key, String value, String why) {
    return new TranslatedSetting(
        key, value, TranslatedSetting.Action.PIN, key, value, why, Origin.BUILT_IN);
  }

  private static boolean isBefore4(String version) {
    return Integer.parseInt(version.substring(0, version.indexOf('.'))) < 4;
  }

  private static List<Rule> rules() {
    return DataTable.rows(TABLE, 5).stream()
        .map(
            cells ->
                new Rule(
                    Pattern.compile(cells.get(0).replace(".", "\\.").replace("*", "(.*)")),
                    cells.get(1).equals("*") ? Set.of() : Set.of(cells.get(1).split(" +")),
                    TranslatedSetting.Action.valueOf(cells.get(2)),
                    cells.get(3),
                    cells.get(4)))
        .collect(Collectors.toList());
  }

  private static List<Pin> defaults() {
    return DataTable.rows(PINS, 3).stream()
        .map(cells -> new Pin(cells.get(0), cells.get(1), cells.get(2)))
        .toList();
  }
}
