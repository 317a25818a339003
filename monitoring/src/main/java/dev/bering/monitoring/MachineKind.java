package dev.bering.monitoring;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What is watched of a machine, with how its alarms judge it.
 *
 * <p>An alarm fires where its value is above the threshold in all of its periods, and counts a
 * period without a value as its {@link Silence} says. A value that is not there is never taken for
 * a good one: the service reports status checks as long as a machine runs, and the agent its
 * memory, so that silence of either is an alarm, once of each where there is any alarm; everything
 * else is then unknown.
 *
 * <p>Source: the metrics of AWS/EC2 in the guide to Amazon EC2 and those of the CloudWatch agent,
 * as of 2026-08.
 */
public enum MachineKind {
  /** Percent of the processors, on average over five minutes. */
  MACHINE_CPU("processor of machines", "CPUUtilization", Stat.AVERAGE, 90),
  /** Percent of the memory, which only an agent tells. */
  MACHINE_MEMORY("memory of machines", "mem_used_percent", Stat.AVERAGE, 90),
  /** Percent of one disk, which only an agent tells. */
  MACHINE_DISK("disks of machines", "disk_used_percent", Stat.MAXIMUM, 85),
  /** Bytes a minute that come in, on average over five minutes. */
  MACHINE_NETWORK_IN("bytes into machines", "NetworkIn", Stat.SUM),
  /** Bytes a minute that go out. */
  MACHINE_NETWORK_OUT("bytes out of machines", "NetworkOut", Stat.SUM),
  /** Packets a minute that come in. */
  MACHINE_PACKETS_IN("packets into machines", "NetworkPacketsIn", Stat.SUM),
  /** Packets a minute that go out. */
  MACHINE_PACKETS_OUT("packets out of machines", "NetworkPacketsOut", Stat.SUM),
  /** Whether any status check fails: what the three below say, in one. */
  MACHINE_STATUS("status checks of machines", "StatusCheckFailed", Stat.CHECK),
  /** Whether the service's own part fails, such as the host; silence counts as that. */
  MACHINE_STATUS_SYSTEM("system checks of machines", "StatusCheckFailed_System", Stat.CHECK, 0),
  /** Whether the machine's part fails, such as its boot. */
  MACHINE_STATUS_INSTANCE(
      "instance checks of machines", "StatusCheckFailed_Instance", Stat.CHECK, 0),
  /** Whether its volumes can be reached; machines of the Nitro system only. */
  MACHINE_STATUS_EBS("volume checks of machines", "StatusCheckFailed_AttachedEBS", Stat.CHECK, 0);

  /** How values of a period become one. */
  private enum Stat {
    AVERAGE("Average", 300),
    MAXIMUM("Maximum", 300),
    SUM("Sum", 300),
    CHECK("Maximum", 60);

    private final String text;
    private final int seconds;

    Stat(String text, int seconds) {
      this.text = text;
      this.seconds = seconds;
    }
  }

  /** So many periods are looked at, and have to be above the threshold. */
  static final int PERIODS = 3;

  private static final int MINUTE = 60;

  private final String text;
  private final String metric;
  private final Stat stat;
  private final Optional<Double> threshold;

  MachineKind(String text, String metric, Stat stat) {
    this(text, metric, stat, Optional.empty());
  }

  MachineKind(String text, String metric, Stat stat, double threshold) {
    this(text, metric, stat, Optional.of(threshold));
  }

  MachineKind(String text, String metric, Stat stat, Optional<Double> threshold) {
    this.text = text;
    this.metric = metric;
    this.stat = stat;
    this.threshold = threshold;
  }

  /** What is watched, for a person. */
  public String text() {
    return text;
  }

  /** Its name in names of alarms, such as {@code machine-cpu}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Above what there is an alarm unless something else is said: percent, bytes or packets a minute,
   * failed checks. Empty where nobody knows it of all machines.
   */
  public Optional<Double> usualThreshold() {
    return threshold;
  }

  String metric() {
    return metric;
  }

  String statistic() {
    return stat.text;
  }

  int periodSeconds() {
    return stat.seconds;
  }

  boolean isOfAgent() {
    return this == MACHINE_MEMORY || this == MACHINE_DISK;
  }

  /** A threshold as its alarm has it: a sum is that of a whole period. */
  double ofPeriod(double given) {
    return stat == Stat.SUM ? given * stat.seconds / MINUTE : given;
  }

  /** What a period without a value is to an alarm. */
  enum Silence {
    /** As bad as a value that is too high: this alarm tells that the machine or agent is silent. */
    ALARM("breaching"),
    /** Unknown, as another alarm tells. */
    UNKNOWN("missing");

    private final String text;

    Silence(String text) {
      this.text = text;
    }

    /** As an alarm writes it. */
    String text() {
      return text;
    }
  }

  /** What the service tells of each machine that runs, the best sign of life first. */
  static final List<MachineKind> SIGNS_OF_LIFE =
      List.of(
          MACHINE_STATUS_SYSTEM,
          MACHINE_STATUS,
          MACHINE_STATUS_INSTANCE,
          MACHINE_STATUS_EBS,
          MACHINE_CPU,
          MACHINE_NETWORK_IN,
          MACHINE_NETWORK_OUT,
          MACHINE_PACKETS_IN,
          MACHINE_PACKETS_OUT);

  /** What an alarm of it says. */
  String says(double given, String who, Silence silence) {
    String above =
        stat == Stat.CHECK
            ? "%s fails a status check (%s)".formatted(who, metric)
            : "%s: %s above %s%s"
                .formatted(
                    who,
                    metric,
                    BigDecimal.valueOf(given).stripTrailingZeros().toPlainString(),
                    stat == Stat.SUM ? " a minute" : " percent");
    return switch (silence) {
      case ALARM -> above + (isOfAgent() ? ", or its agent is silent" : ", or does not run");
      case UNKNOWN -> above;
    };
  }

  /** The one of a name. */
  public static Optional<MachineKind> named(String slug) {
    return Arrays.stream(values()).filter(kind -> kind.slug().equals(slug)).findFirst();
  }

  /** All names. */
  public static List<String> slugs() {
    return Arrays.stream(values()).map(MachineKind::slug).toList();
  }
}
