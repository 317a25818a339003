package dev.bering.jobs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What publishing would change, job by job.
 *
 * @param version the number that the new version will have
 * @param changes of jobs and of files that hold for many jobs
 * @param notes what platforms make of the jobs that change, where it is not what their files say
 * @param schedules what platforms keep of jobs and start by themselves, and what becomes of it
 * @param publication the version itself; empty if nothing differs
 * @param texts the files that the store may not have
 */
public record PublishPlan(
    long version,
    List<Change> changes,
    List<Note> notes,
    List<ScheduleChange> schedules,
    Optional<Publication> publication,
    SortedMap<String, String> texts) {

  public PublishPlan {
    changes = List.copyOf(changes);
    notes = List.copyOf(notes);
    schedules = List.copyOf(schedules);
  }

  /** What becomes of one file. */
  public enum Kind {
    NEW,
    CHANGED,
    REMOVED
  }

  /**
   * One change.
   *
   * @param name of the job, or the path of a file that holds for many
   * @param platforms before and after, where the platform line differs
   */
  public record Change(Kind kind, String name, Optional<Map.Entry<String, String>> platforms) {}

  /** What a note is of. */
  public enum Topic {
    /** Something of the file that the platform cannot do. */
    NOT_HONOURED,
    /** A setting of Spark that means nothing there. */
    DROPPED,
    /** A default that nobody wrote and that is said there, so that results stay. */
    PINNED,
    /** Something to look at. */
    WARNING,
    /** Something that the job brings along. */
    DEPENDENCY,
    /** Something that its cluster policy fills in, or that cannot be checked against it. */
    POLICY,
    /** It rests on variables that only runs know, and is checked by them. */
    PUT_OFF
  }

  /**
   * What a platform makes of a job.
   *
   * @param key of the file, a setting of Spark, or a dependency
   * @param why a clause
   */
  public record Note(String job, String platform, Topic topic, String key, String why) {}

  /** What becomes of a schedule. */
  public enum ScheduleAction {
    /** The platform that the job leaves starts it no more. */
    PAUSE,
    /** The platform that the job goes to starts it, as its file says. */
    RESUME
  }

  /** A platform that keeps a job and starts it by itself. */
  public record ScheduleChange(ScheduleAction action, String job, String platform) {}

  /** This as it was carried out. */
  PublishPlan as(Publication published) {
    return new PublishPlan(version, changes, notes, schedules, Optional.of(published), texts);
  }

  /** Whether there is anything to publish. */
  public boolean isEmpty() {
    return publication.isEmpty();
  }
}
