package dev.bering.jobs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that is known of one run, and enough to run it again exactly. It holds no secret's
 * value.
 *
 * @param format raised when an older Bering would misread it
 * @param source the files it was made of
 * @param logicalDate the day that it is for
 * @param choice what the command said beside the files
 * @param environment the variables that the files refer to, as they were
 * @param parameters the job's parameters, filled in
 * @param askedAt when it was asked for
 * @param attempts each once it is about to be started; the last one is under way unless closed
 * @param cancelAsked whether somebody wants it stopped
 * @param notes what a reader should know, such as a promise of the SLA that was missed
 * @param repeats the run that this one repeats
 */
public record RunRecord(
    int format,
    String id,
    String job,
    Source source,
    LocalDate logicalDate,
    JobChoice choice,
    SortedMap<String, String> environment,
    SortedMap<String, String> parameters,
    Instant askedAt,
    List<Attempt> attempts,
    boolean cancelAsked,
    Optional<Instant> closedAt,
    List<String> notes,
    Optional<String> repeats) {

  /** The format that this Bering writes; since 2, open runs have marks, which it must not lack. */
  static final int FORMAT = 2;

  /**
   * The files that a run was made of.
   *
   * @param place the published store or the folder
   * @param version of the publication; empty for files that were not published
   * @param path of the job's file
   * @param hash SHA-256 of it
   * @param texts the files themselves where nothing else keeps them
   */
  public record Source(
      String place,
      OptionalLong version,
      String path,
      String hash,
      SortedMap<String, String> texts) {}

  /**
   * One start of a run on a platform.
   *
   * @param number from 1
   * @param token by which the platform, or Bering itself, knows it again
   * @param hash of what was sent
   * @param nativeId the platform's id; empty until the platform has answered
   * @param notBefore when it may be started
   * @param links pages about it
   * @param facts what else the platform said
   * @param resources what it used; empty until it has ended, and where nobody can tell
   * @param withoutResources why nobody can tell what it used
   */
  public record Attempt(
      int number,
      String platform,
      String token,
      String hash,
      Optional<String> nativeId,
      Instant notBefore,
      Optional<Instant> startedAt,
      Optional<Instant> runningAt,
      Optional<Instant> endedAt,
      RunStatus.Phase phase,
      Optional<Failure> failure,
      SortedMap<String, String> links,
      SortedMap<String, String> facts,
      Optional<ResourceUse> resources,
      Optional<String> withoutResources) {

    private static final String MACHINE = "machine";

    /** An attempt that is about to be started. */
    static Attempt planned(
        int number, String platform, String token, String hash, Instant notBefore) {
      return new Attempt(
          number,
          platform,
          token,
          hash,
          Optional.empty(),
          notBefore,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          RunStatus.Phase.WAITING,
          Optional.empty(),
          new TreeMap<>(),
          new TreeMap<>(),
          Optional.empty(),
          Optional.empty());
    }

    /** The machine that is about to start it, where that matters. */
    @JsonIgnore
    public Optional<String> machine() {
      return Optional.ofNullable(facts.get(MACHINE));
    }

    Attempt from(String machine) {
      SortedMap<String, String> all = new TreeMap<>(facts);
      all.put(MACHINE, machine);
      return new Attempt(
          number,
          platform,
          token,
          hash,
          nativeId,
          notBefore,
          startedAt,
          runningAt,
          endedAt,
          phase,
          failure,
          links,
          all,
          resources,
          withoutResources);
    }

    Attempt started(String id, Instant now) {
      return new Attempt(
          number,
          platform,
          token,
          hash,
          Optional.of(id),
          notBefore,
          Optional.of(now),
          runningAt,
          endedAt,
          phase,
          failure,
          links,
          facts,
          resources,
          withoutResources);
    }

    Attempt seen(RunStatus status, Instant now) {
      SortedMap<String, String> allLinks = new TreeMap<>(links);
      allLinks.putAll(status.links());
      SortedMap<String, String> allFacts = new TreeMap<>(facts);
      allFacts.putAll(status.facts());
      Optional<Instant> running =
          status.runningSince().isPresent()
              ? status.runningSince()
              : runningAt.or(
                  () ->
                      status.phase() == RunStatus.Phase.RUNNING
                          ? Optional.of(now)
                          : Optional.empty());
      return new Attempt(
          number,
          platform,
          token,
          hash,
          nativeId,
          notBefore,
          startedAt,
          running,
          status.phase() == RunStatus.Phase.ENDED
              ? Optional.of(status.endedAt().orElse(now))
              : Optional.empty(),
          status.phase(),
          status.failure(),
          allLinks,
          allFacts,
          resources,
          withoutResources);
    }

    Attempt failed(Failure why, Instant now) {
      return new Attempt(
          number,
          platform,
          token,
          hash,
          nativeId,
          notBefore,
          startedAt,
          runningAt,
          Optional.of(now),
          RunStatus.Phase.ENDED,
          Optional.of(why),
          links,
          facts,
          resources,
          withoutResources);
    }

    /** With what it used, and the page of its history where there is one. */
    Attempt used(ResourceUse use, Map<String, String> pages) {
      return used(Optional.of(use), Optional.empty(), pages);
    }

    /** Nobody can tell what it used. */
    Attempt usedUnknown(String why, Map<String, String> pages) {
      return used(Optional.empty(), Optional.of(why), pages);
    }

    private Attempt used(
        Optional<ResourceUse> use, Optional<String> without, Map<String, String> pages) {
      SortedMap<String, String> all = new TreeMap<>(links);
      all.putAll(pages);
      return new Attempt(
          number, platform, token, hash, nativeId, notBefore, startedAt, runningAt, endedAt, phase,
          failure, all, facts, use, without);
    }

    /** Whether somebody has looked for what it used. */
    @JsonIgnore
    boolean isAccounted() {
      return resources.isPresent() || withoutResources.isPresent();
    }

    @JsonIgnore
    public boolean isOver() {
      return phase == RunStatus.Phase.ENDED;
    }
  }

  public RunRecord {
    attempts = List.copyOf(attempts);
    notes = List.copyOf(notes);
  }

  /** The attempt that is under way, or was the last. */
  @JsonIgnore
  public Optional<Attempt> last() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
  }

  /** Whether nothing more will happen. */
  @JsonIgnore
  public boolean isClosed() {
    return closedAt.isPresent();
  }

  /** Why the run did not succeed; empty while it is under way, and if it did. */
  @JsonIgnore
  public Optional<Failure> failure() {
    return isClosed() ? last().flatMap(Attempt::failure) : Optional.empty();
  }

  /**
   * One word for how it is: {@code waiting}, {@code running}, {@code succeeded}, {@code failed}.
   */
  @JsonIgnore
  public String state() {
    if (isClosed()) {
      return failure()
          .map(why -> why.kind() == FailureClass.CANCELLED ? "cancelled" : "failed")
          .orElse("succeeded");
    }
    return last()
        .map(Attempt::phase)
        .orElse(RunStatus.Phase.WAITING)
        .name()
        .toLowerCase(Locale.ROOT);
  }

  RunRecord withLast(Attempt attempt) {
    List<Attempt> all = new ArrayList<>(attempts.subList(0, attempts.size() - 1));
    all.add(attempt);
    return withAttempts(all);
  }

  RunRecord withNext(Attempt attempt) {
    List<Attempt> all = new ArrayList<>(attempts);
    all.add(attempt);
    return withAttempts(all);
  }

  private RunRecord withAttempts(List<Attempt> all) {
    return new RunRecord(
        format,
        id,
        job,
        source,
        logicalDate,
        choice,
        environment,
        parameters,
        askedAt,
        all,
        cancelAsked,
        closedAt,
        notes,
        repeats);
  }

  RunRecord closed(Instant now) {
    return new RunRecord(
        format,
        id,
        job,
        source,
        logicalDate,
        choice,
        environment,
        parameters,
        askedAt,
        attempts,
        cancelAsked,
        Optional.of(now),
        notes,
        repeats);
  }

  RunRecord cancelAsked(boolean asked) {
    return new RunRecord(
        format,
        id,
        job,
        source,
        logicalDate,
        choice,
        environment,
        parameters,
        askedAt,
        attempts,
        asked,
        closedAt,
        notes,
        repeats);
  }

  RunRecord noted(String note) {
    if (notes.contains(note)) {
      return this;
    }
    List<String> all = new ArrayList<>(notes);
    all.add(note);
    return new RunRecord(
        format,
        id,
        job,
        source,
        logicalDate,
        choice,
        environment,
        parameters,
        askedAt,
        attempts,
        cancelAsked,
        closedAt,
        all,
        repeats);
  }
}
