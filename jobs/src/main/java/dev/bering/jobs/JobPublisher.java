package dev.bering.jobs;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Publishes folders of jobs, and moves one job by publishing one changed line. */
public final class JobPublisher {
  private final JobFormat format;
  private final JobStore store;

  public JobPublisher(JobFormat format, JobStore store) {
    this.format = format;
    this.store = store;
  }

  /**
   * Who publishes, when, and why.
   *
   * @param because empty where nobody has to say
   * @param commit of the git repository that the files are in
   */
  public record Author(String by, Instant at, Optional<String> because, Optional<String> commit) {}

  /**
   * Checks a folder whole, and tells what publishing it would change. Nothing is written.
   *
   * @throws UserException with everything that is wrong with its files; JOB_STORE_CHANGED if a job
   *     was moved meanwhile and the folder would move it back
   */
  public PublishPlan plan(JobFiles folder, Author author) {
    JobCatalogue catalogue = format.catalogue(folder);
    Checked checked = checked(catalogue);
    Optional<Publication> newest = store.newest();
    newest.ifPresent(before -> requireMovesKept(before, folder, catalogue, checked.platforms()));
    return plan(folder, catalogue, checked, newest, Publication.Kind.PUBLISH, author);
  }

  /**
   * Moves a job: tells what publishing it on another platform would change. Nothing is written.
   *
   * @param target where to; empty for what the file's {@code migration.target} says
   * @throws UserException with everything that keeps it from running there
   */
  public PublishPlan cutover(String job, Optional<String> target, Author author) {
    Publication newest = store.required();
    JobFiles files = store.files(newest);
    JobCatalogue catalogue = format.catalogue(files);
    MergedJob merged = catalogue.job(job, JobChoice.NONE);
    String to =
        target
            .or(() -> said(merged, "target"))
            .orElseThrow(
                () ->
                    UserException.usage(
                        new Problem(
                            "JOB_CUTOVER",
                            "Cannot move job '%s': nothing says where to.".formatted(job),
                            "name the platform with --to, or write 'target: ...' under migration")));
    return moved(job, catalogue, files, merged, to, newest, Publication.Kind.CUTOVER, author);
  }

  /**
   * Takes a job back to the platform that it was on before: tells what would change. Nothing is
   * written.
   *
   * @throws UserException JOB_ROLLBACK if it was never anywhere else
   */
  public PublishPlan rollback(String job, Author author) {
    Publication newest = store.required();
    JobFiles files = store.files(newest);
    JobCatalogue catalogue = format.catalogue(files);
    MergedJob merged = catalogue.job(job, JobChoice.NONE);
    String now = newest.platforms().getOrDefault(job, "");
    String before =
        store.versions().stream()
            .sorted(Comparator.reverseOrder())
            .map(store::at)
            .map(publication -> publication.platforms().get(job))
            .filter(platform -> platform != null && !platform.equals(now))
            .findFirst()
            .orElseThrow(
                () ->
                    UserException.usage(
                        new Problem(
                            "JOB_ROLLBACK",
                            "Cannot take job '%s' back: no version of %s has it on another platform than %s."
                                .formatted(job, store.name(), now),
                            "see its versions with 'bering job history %s'".formatted(job))));
    return moved(job, catalogue, files, merged, before, newest, Publication.Kind.ROLLBACK, author);
  }

  /**
   * Carries a plan out; nothing happens if nothing differs. What a platform would go on starting is
   * paused before the version is written, and what the new one starts is set up: if either cannot
   * be done, it is undone and nothing is published. If this is killed in between, schedules may be
   * paused and nothing published; planning and publishing again is safe.
   *
   * @return the plan, its version with what became of schedules
   * @throws UserException JOB_SCHEDULE if a schedule cannot be changed; JOB_STORE_CHANGED if
   *     somebody else published meanwhile
   */
  public PublishPlan publish(PublishPlan plan) {
    if (plan.publication().isEmpty()) {
      return plan;
    }
    Publication planned = plan.publication().get();
    Optional<Publication> before = store.newest();
    boolean isTaken = before.map(one -> one.version() >= planned.version()).orElse(false);
    if (plan.schedules().isEmpty() || before.isEmpty() || isTaken) {
      store.publish(planned, plan.texts());
      return plan;
    }
    Schedules schedules = new Schedules(format, store);
    Publication done =
        planned.with(
            schedules.changed(plan.schedules(), before.get(), files(planned, plan, before.get())));
    try {
      store.publish(done, plan.texts());
    } catch (UserException e) {
      throw schedules.undone(before.get(), e);
    }
    return plan.as(done);
  }

  /** The files of a version that is still to be published. */
  private JobFiles files(Publication planned, PublishPlan plan, Publication before) {
    Map<String, String> byHash = new HashMap<>();
    store.files(before).texts().values().forEach(text -> byHash.put(JobRuns.sha256(text), text));
    SortedMap<String, String> texts = new TreeMap<>();
    planned
        .files()
        .forEach(
            (path, hash) ->
                Optional.ofNullable(plan.texts().get(path))
                    .or(() -> Optional.ofNullable(byHash.get(hash)))
                    .ifPresent(text -> texts.put(path, text)));
    return new JobFiles(store.name(), texts);
  }

  private PublishPlan moved(
      String job,
      JobCatalogue catalogue,
      JobFiles files,
      MergedJob merged,
      String to,
      Publication newest,
      Publication.Kind kind,
      Author author) {
    String first = to.replaceAll("[\\[\\] ]", "").replaceFirst(",.*", "");
    if (merged.platforms().equals(List.of(first)) && !to.contains(",")) {
      throw UserException.usage(
          new Problem(
              "JOB_CUTOVER",
              "Cannot move job '%s': version %d of %s has it on %s already."
                  .formatted(job, newest.version(), store.name(), to),
              "see its versions with 'bering job history %s'".formatted(job)));
    }
    format.platform(first);
    String path = catalogue.path(job);
    TreeMap<String, String> texts = new TreeMap<>(files.texts());
    texts.compute(
        path,
        (name, text) -> PlatformLine.changed(files.placeOf(name), text == null ? "" : text, to));
    JobFiles after = new JobFiles(files.place(), texts);
    JobCatalogue changed = format.catalogue(after);
    Checked checked = checked(changed);
    requireMoved(job, to, changed, checked.platforms());
    return plan(after, changed, checked, Optional.of(newest), kind, author);
  }

  /** A version in which nothing moved must not be called a move. */
  private static void requireMoved(
      String job, String to, JobCatalogue changed, SortedMap<String, String> platforms) {
    List<Problem> problems = new ArrayList<>();
    if (!to.equals(platforms.get(job))) {
      problems.add(
          new Problem(
              "JOB_PLATFORM_LINE",
              "Cannot move job '%s': with its line changed, it is still on %s."
                  .formatted(job, platforms.get(job)),
              "write 'platform: %s' into its file, and publish".formatted(to)));
    }
    for (String environment : changed.environmentsWithPlatform()) {
      problems.add(
          new Problem(
              "JOB_CUTOVER",
              "Cannot move job '%s': environment '%s' says a platform for every job, and would win."
                  .formatted(job, environment),
              "take 'platform' out of %s%s.yaml".formatted(JobFiles.ENVIRONMENTS, environment)));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static Optional<String> said(MergedJob merged, String key) {
    return merged
        .values()
        .fields("migration")
        .at(key)
        .filter(Value.Scalar.class::isInstance)
        .map(value -> ((Value.Scalar) value).text());
  }

  /** The platform line of every job, and what is to be said of each. */
  private record Checked(SortedMap<String, String> platforms, List<PublishPlan.Note> notes) {}

  /** Every job merged and tried once, as far as that can be done without a run. */
  private static Checked checked(JobCatalogue catalogue) {
    Set<Problem> problems = new LinkedHashSet<>(catalogue.problems());
    SortedMap<String, String> platforms = new TreeMap<>();
    List<PublishPlan.Note> notes = new ArrayList<>();
    for (String name : catalogue.names()) {
      try {
        MergedJob merged = catalogue.job(name, JobChoice.NONE);
        platforms.put(
            name,
            merged.platforms().size() == 1
                ? merged.platforms().get(0)
                : "[%s]".formatted(String.join(", ", merged.platforms())));
        for (String platform : merged.platforms()) {
          MergedJob there =
              catalogue.job(
                  name, new JobChoice(Optional.of(platform), Optional.empty(), examples(merged)));
          notes.addAll(PublishNotes.of(there));
        }
      } catch (UserException e) {
        problems.addAll(e.problems());
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(List.copyOf(problems));
    }
    return new Checked(platforms, notes);
  }

  /** Values for the parameters that only runs know. */
  private static List<String> examples(MergedJob merged) {
    List<String> sets = new ArrayList<>();
    merged
        .values()
        .fields("spec")
        .fields("params")
        .values()
        .forEach(
            (name, value) -> {
              if (value instanceof Value.Fields said && said.at("default").isEmpty()) {
                sets.add("params.%s=\"%s\"".formatted(name, JobReader.example(said)));
              }
            });
    return sets;
  }

  /** A line that a cutover changed is not changed back by a folder that never heard of it. */
  private void requireMovesKept(
      Publication newest,
      JobFiles folder,
      JobCatalogue catalogue,
      SortedMap<String, String> platforms) {
    Map<String, Publication> movedBy = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    platforms.forEach(
        (job, platform) -> {
          String there = newest.platforms().get(job);
          if (there != null && !there.equals(platform)) {
            lastMove(newest, job).ifPresent(move -> movedBy.put(job, move));
          }
        });
    movedBy.forEach(
        (job, move) ->
            problems.add(
                new Problem(
                    "JOB_STORE_CHANGED",
                    "Cannot publish %s: version %d moved job '%s' to %s (%s: %s), and %s says %s."
                        .formatted(
                            folder.place(),
                            move.version(),
                            job,
                            newest.platforms().get(job),
                            move.by(),
                            move.because().orElse("no reason"),
                            folder.placeOf(catalogue.path(job)),
                            platforms.get(job)),
                    "write 'platform: %s' there, or move the job with 'bering cutover' or 'bering rollback'"
                        .formatted(newest.platforms().get(job)))));
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  /** The cutover or rollback that gave a job its platform, unless a folder has caught up since. */
  private Optional<Publication> lastMove(Publication newest, String job) {
    Publication at = newest;
    List<Long> kept = store.versions();
    while (at.kind() != Publication.Kind.PUBLISH) {
      if (at.changed().contains(job)) {
        return Optional.of(at);
      }
      if (!kept.contains(at.version() - 1)) {
        return Optional.empty();
      }
      at = store.at(at.version() - 1);
    }
    return Optional.empty();
  }

  private PublishPlan plan(
      JobFiles files,
      JobCatalogue catalogue,
      Checked checked,
      Optional<Publication> newest,
      Publication.Kind kind,
      Author author) {
    SortedMap<String, String> hashes = new TreeMap<>();
    files.texts().forEach((path, text) -> hashes.put(path, JobRuns.sha256(text)));
    SortedMap<String, String> jobs = new TreeMap<>();
    catalogue.names().forEach(name -> jobs.put(name, catalogue.path(name)));
    long version = newest.map(before -> before.version() + 1).orElse(1L);
    List<PublishPlan.Change> changes = changes(hashes, jobs, checked.platforms(), newest);
    if (changes.isEmpty()) {
      return new PublishPlan(
          version, List.of(), List.of(), List.of(), Optional.empty(), new TreeMap<>());
    }
    Publication publication =
        new Publication(
            Publication.FORMAT,
            version,
            author.at(),
            author.by(),
            kind,
            author.because(),
            author.commit(),
            hashes,
            jobs,
            checked.platforms(),
            changes.stream().map(PublishPlan.Change::name).toList(),
            List.of());
    SortedMap<String, String> texts = new TreeMap<>(files.texts());
    newest.ifPresent(
        before -> texts.keySet().removeIf(path -> before.files().containsValue(hashes.get(path))));
    return new PublishPlan(
        version,
        changes,
        notes(checked, changes),
        newest.map(before -> schedules(before, hashes, catalogue, checked)).orElse(List.of()),
        Optional.of(publication),
        texts);
  }

  /** Those of the jobs that change, which are all of them where a file for many does. */
  private static List<PublishPlan.Note> notes(Checked checked, List<PublishPlan.Change> changes) {
    Set<String> changed =
        changes.stream()
            .filter(change -> change.kind() != PublishPlan.Kind.REMOVED)
            .map(PublishPlan.Change::name)
            .collect(Collectors.toSet());
    boolean isForMany = changes.stream().anyMatch(change -> change.name().matches(".*\\.ya?ml"));
    return checked.notes().stream()
        .filter(note -> isForMany || changed.contains(note.job()))
        .toList();
  }

  /**
   * What platforms would go on starting that jobs leave, or that their files no longer let start
   * them, and what others are to start from now on.
   */
  private List<PublishPlan.ScheduleChange> schedules(
      Publication before,
      SortedMap<String, String> hashes,
      JobCatalogue catalogue,
      Checked checked) {
    List<PublishPlan.ScheduleChange> changes = new ArrayList<>();
    if (before.files().equals(hashes)) {
      return changes;
    }
    JobCatalogue old = format.catalogue(store.files(before));
    before
        .platforms()
        .forEach(
            (job, line) -> {
              boolean isThere = catalogue.names().contains(job);
              List<String> from = Schedules.platforms(old, job);
              Optional<String> first = Schedules.platform(old, job);
              Optional<String> to = isThere ? Schedules.platform(catalogue, job) : Optional.empty();
              boolean isSame =
                  line.equals(checked.platforms().get(job))
                      && isThere
                      && from.equals(Schedules.platforms(catalogue, job));
              if (!isSame) {
                from.stream()
                    .filter(platform -> !to.equals(Optional.of(platform)))
                    .forEach(
                        platform ->
                            changes.add(
                                new PublishPlan.ScheduleChange(
                                    PublishPlan.ScheduleAction.PAUSE, job, platform)));
                to.filter(platform -> !first.equals(Optional.of(platform)))
                    .ifPresent(
                        platform ->
                            changes.add(
                                new PublishPlan.ScheduleChange(
                                    PublishPlan.ScheduleAction.RESUME, job, platform)));
              }
            });
    return changes;
  }

  private static List<PublishPlan.Change> changes(
      SortedMap<String, String> hashes,
      SortedMap<String, String> jobs,
      SortedMap<String, String> platforms,
      Optional<Publication> newest) {
    SortedMap<String, String> before = newest.map(Publication::files).orElseGet(TreeMap::new);
    SortedMap<String, String> jobsBefore = newest.map(Publication::jobs).orElseGet(TreeMap::new);
    SortedMap<String, String> platformsBefore =
        newest.map(Publication::platforms).orElseGet(TreeMap::new);
    Map<String, String> names = byPath(jobs);
    Map<String, String> namesBefore = byPath(jobsBefore);
    List<PublishPlan.Change> changes = new ArrayList<>();
    hashes.forEach(
        (path, hash) -> {
          String name = names.getOrDefault(path, path);
          if (!before.containsKey(path)) {
            changes.add(new PublishPlan.Change(PublishPlan.Kind.NEW, name, Optional.empty()));
          } else if (!hash.equals(before.get(path))) {
            changes.add(
                new PublishPlan.Change(
                    PublishPlan.Kind.CHANGED, name, move(name, platformsBefore, platforms)));
          }
        });
    before.forEach(
        (path, hash) -> {
          if (!hashes.containsKey(path)) {
            changes.add(
                new PublishPlan.Change(
                    PublishPlan.Kind.REMOVED,
                    namesBefore.getOrDefault(path, path),
                    Optional.empty()));
          }
        });
    return changes;
  }

  private static Optional<Map.Entry<String, String>> move(
      String name, SortedMap<String, String> before, SortedMap<String, String> after) {
    String from = before.get(name);
    String to = after.get(name);
    return from == null || to == null || from.equals(to)
        ? Optional.empty()
        : Optional.of(Map.entry(from, to));
  }

  private static Map<String, String> byPath(SortedMap<String, String> jobs) {
    Map<String, String> names = new HashMap<>();
    jobs.forEach((name, path) -> names.put(path, name));
    return names;
  }

  /** The version of a job's files that a run is to use: the newest. */
  public JobSource source(String job) {
    Publication newest = store.required();
    if (!newest.jobs().containsKey(job)) {
      throw UserException.usage(
          new Problem(
              "JOB_UNKNOWN",
              "Cannot find job '%s': version %d of %s has none of that name."
                  .formatted(job, newest.version(), store.name()),
              NearestName.hint(job, newest.jobs().keySet())));
    }
    return new JobSource(store.files(newest, job), OptionalLong.of(newest.version()));
  }
}
