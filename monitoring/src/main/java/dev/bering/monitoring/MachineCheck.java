package dev.bering.monitoring;

import java.util.List;

/**
 * Which machines carry the tag by which they are watched, and which should.
 *
 * @param tag a key, or {@code KEY=VALUE}
 * @param watched ids of those that carry it and run
 * @param stopped ids of those that carry it and do not run: they have no alarms
 * @param withoutMemory ids of those whose memory no agent tells
 * @param withoutDisks ids of those of which no agent tells any disk
 * @param rule which machines should carry it; empty if nobody said
 * @param expected how many meet the rule
 * @param lacking those that meet the rule and do not carry the tag
 */
public record MachineCheck(
    String tag,
    List<String> watched,
    List<String> stopped,
    List<String> withoutMemory,
    List<String> withoutDisks,
    String rule,
    int expected,
    List<Lacking> lacking) {

  public MachineCheck {
    watched = List.copyOf(watched);
    stopped = List.copyOf(stopped);
    withoutMemory = List.copyOf(withoutMemory);
    withoutDisks = List.copyOf(withoutDisks);
    lacking = List.copyOf(lacking);
  }

  /**
   * A machine that should carry the tag.
   *
   * @param name as its tag Name says; empty if it has none
   * @param state such as running; empty if it is not known
   */
  public record Lacking(String id, String name, String state, String vpc) {}

  /** Whether every machine carries the tag of which that is expected. */
  public boolean isComplete() {
    return lacking.isEmpty();
  }
}
