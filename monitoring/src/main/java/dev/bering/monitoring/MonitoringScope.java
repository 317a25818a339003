package dev.bering.monitoring;

import java.util.EnumSet;
import java.util.Set;

/**
 * What a plan is of. Plans of the same name that are made of different wishes share a prefix: what
 * one of them does not plan at all is not its to tell of, nor to remove.
 */
public enum MonitoringScope {
  /** Rules, alarms on them and their dashboard, which need a log group. */
  RULES,
  /** Alarms and dashboards of machines. */
  MACHINES,
  /** Alarms on what agents send of machines. */
  AGENTS,
  /** What no plan makes, such as composite alarms: every plan finds it unwanted. */
  NONE;

  /** What a plan of these settings plans. */
  static Set<MonitoringScope> of(WatchSettings settings) {
    Set<MonitoringScope> scopes = EnumSet.of(NONE);
    if (settings.hasRules()) {
      scopes.add(RULES);
    }
    settings
        .machines()
        .ifPresent(
            wish -> {
              scopes.add(MACHINES);
              if (wish.agents().isPresent()) {
                scopes.add(AGENTS);
              }
            });
    return scopes;
  }

  /**
   * Whose a part is that carries a plan's prefix.
   *
   * @param prefix with which its name begins
   */
  static MonitoringScope of(Part part, String prefix) {
    String name = part.name().substring(prefix.length());
    return switch (part.type()) {
      case RULE -> RULES;
      case DASHBOARD ->
          name.startsWith("machines-") ? MACHINES : name.startsWith("transfer-") ? RULES : NONE;
      case ALARM -> ofAlarm(part, name);
    };
  }

  private static MonitoringScope ofAlarm(Part alarm, String name) {
    if (AlarmJson.isComposite(alarm.definition())) {
      return NONE;
    }
    // One that somebody has changed is still its plan's.
    if (AlarmJson.isOnRules(alarm.definition())
        || WatchKind.slugs().stream().anyMatch(name::startsWith)) {
      return RULES;
    }
    for (MachineKind kind : MachineKind.values()) {
      if (kind.isOfAgent() && name.startsWith(kind.slug() + "-")) {
        return AGENTS;
      }
    }
    return name.startsWith("machine-") ? MACHINES : NONE;
  }
}
