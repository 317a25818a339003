package dev.bering.jobs;

/**
 * What became of one setting of Spark on a platform.
 *
 * @param key as the file has it, or as it was added
 * @param value as the file has it; of a pin, the value that keeps results as they are
 * @param targetKey under which the platform gets it; empty if it does not
 * @param targetValue which value it gets; empty if none
 * @param why a clause
 * @param origin where the file says it
 */
public record TranslatedSetting(
    String key,
    String value,
    Action action,
    String targetKey,
    String targetValue,
    String why,
    Origin origin) {

  /** What is done with a setting. */
  public enum Action {
    /** Goes as it is. */
    KEEP,
    /** Goes, and somebody should look at it. */
    WARN,
    /** Goes under another name, or becomes something else. */
    MAP,
    /** Means nothing there, and is left out. */
    DROP,
    /** Was never said, and is now: its default differs there, and results would. */
    PIN,
    /** Must not go; the job is refused. */
    ERROR
  }

  /** Whether the platform gets it as a setting of Spark. */
  public boolean isSent() {
    return action != Action.DROP && action != Action.ERROR && !targetKey.isEmpty();
  }
}
