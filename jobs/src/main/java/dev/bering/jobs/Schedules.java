package dev.bering.jobs;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Changes what platforms start by themselves, and takes it back where nothing is published. */
final class Schedules {
  private final JobFormat format;
  private final JobStore store;
  private final Deque<Done> done = new ArrayDeque<>();

  Schedules(JobFormat format, JobStore store) {
    this.format = format;
    this.store = store;
  }

  private record Done(PublishPlan.ScheduleChange change, KeptSchedule schedule) {}

  /** The platform that is to start a job by itself: the first, as others take over runs alone. */
  static Optional<String> platform(JobCatalogue catalogue, String job) {
    String first = catalogue.job(job, JobChoice.NONE).platforms().get(0);
    return platforms(catalogue, job).stream().filter(first::equals).findFirst();
  }

  /** The platforms of a job that may keep it and start it by themselves. */
  static List<String> platforms(JobCatalogue catalogue, String job) {
    MergedJob merged = catalogue.job(job, JobChoice.NONE);
    Value.Fields values = merged.values().withoutNulls();
    Value.Fields run = values.fields("run");
    boolean isOwner = says(run.fields("schedule"), "owner", "platform");
    return says(run, "mode", "scheduled")
        ? merged.platforms().stream()
            .map(merged.format()::platform)
            .filter(
                platform ->
                    (isOwner && platform.startsKeptJobs()) || startsInItsWords(platform, values))
            .map(Platform::name)
            .toList()
        : List.of();
  }

  private static boolean startsInItsWords(Platform platform, Value.Fields values) {
    Value.Fields settings = values.fields("platforms").fields(platform.name()).fields("settings");
    return platform.starters().stream().anyMatch(key -> settings.at(key).isPresent());
  }

  private static boolean says(Value.Fields fields, String key, String word) {
    return fields
        .at(key)
        .filter(Value.Scalar.class::isInstance)
        .map(value -> ((Value.Scalar) value).text().equals(word))
        .orElse(false);
  }

  /**
   * Makes the changes, pauses first.
   *
   * @return what was done, for the history
   * @throws UserException JOB_SCHEDULE if one cannot be made; those before it are taken back
   */
  List<String> changed(
      List<PublishPlan.ScheduleChange> changes, Publication before, JobFiles after) {
    JobCatalogue old = format.catalogue(store.files(before));
    JobCatalogue fresh = format.catalogue(after);
    List<String> words = new ArrayList<>();
    for (PublishPlan.ScheduleAction action : PublishPlan.ScheduleAction.values()) {
      for (PublishPlan.ScheduleChange change : changes) {
        if (change.action() == action) {
          JobCatalogue of = action == PublishPlan.ScheduleAction.PAUSE ? old : fresh;
          change(change, of, before).ifPresent(words::add);
        }
      }
    }
    return words;
  }

  private Optional<String> change(
      PublishPlan.ScheduleChange change, JobCatalogue catalogue, Publication before) {
    try {
      MergedJob merged =
          catalogue.job(
              change.job(),
              new JobChoice(Optional.of(change.platform()), Optional.empty(), List.of()));
      RunContext context =
          new RunContext("schedule", LocalDate.now(ZoneOffset.UTC), JobRuns::variable);
      Rendering rendering = merged.platform().render(merged.resolve(context));
      if (change.action() == PublishPlan.ScheduleAction.RESUME) {
        Preflight.check(merged, rendering);
      }
      Optional<KeptSchedule> kept = merged.platform().schedule(rendering);
      if (kept.isEmpty()) {
        return Optional.empty();
      }
      if (change.action() == PublishPlan.ScheduleAction.RESUME) {
        // Noted first: a reply that is lost may have had its effect.
        done.push(new Done(change, kept.get()));
        return Optional.of("resumed %s".formatted(kept.get().resume())).map(of(change));
      }
      Optional<String> paused = kept.get().pause();
      paused.ifPresent(what -> done.push(new Done(change, kept.get())));
      return paused.map("paused %s"::formatted).map(of(change));
    } catch (PlatformException e) {
      Problem problem =
          new Problem(
              "JOB_SCHEDULE",
              "Cannot move job '%s': its schedule on %s cannot be %s: %s."
                  .formatted(
                      change.job(),
                      change.platform(),
                      word(change),
                      e.failure().words().replaceFirst("\\.$", "")),
              e.failure().kind().mayPass()
                  ? "nothing was published; look at the schedule there, or try again"
                  : "nothing was published; see to it that it can be changed there");
      throw undone(
          before,
          e.failure().kind().mayPass()
              ? UserException.temporary(problem, e)
              : UserException.usage(problem, e));
    } catch (UserException e) {
      Problem problem =
          new Problem(
              "JOB_SCHEDULE",
              "Cannot move job '%s': its schedule on %s cannot be %s for that reason."
                  .formatted(change.job(), change.platform(), word(change)),
              "nothing was published");
      throw undone(before, e.and(List.of(problem)));
    }
  }

  private static String word(PublishPlan.ScheduleChange change) {
    return change.action() == PublishPlan.ScheduleAction.PAUSE ? "paused" : "resumed";
  }

  private static UnaryOperator<String> of(PublishPlan.ScheduleChange change) {
    return words -> "%s (%s on %s)".formatted(words, change.job(), change.platform());
  }

  /**
   * Takes back what was done, the last first; what somebody else has published meanwhile stays as
   * that says.
   *
   * @return why it is taken back, and what could not be
   */
  UserException undone(Publication before, UserException why) {
    List<Problem> problems = new ArrayList<>();
    while (!done.isEmpty()) {
      Done last = done.pop();
      String job = last.change().job();
      try {
        Optional<String> now =
            store.newest().map(newest -> newest.platforms().getOrDefault(job, ""));
        if (now.equals(Optional.of(before.platforms().getOrDefault(job, "")))) {
          if (last.change().action() == PublishPlan.ScheduleAction.PAUSE) {
            last.schedule().resume();
          } else {
            last.schedule().pause();
          }
        }
      } catch (PlatformException e) {
        problems.add(left(last.change(), e.failure().words()));
      } catch (UserException e) {
        problems.add(left(last.change(), e.problems().get(0).message()));
      }
    }
    return problems.isEmpty() ? why : why.and(problems);
  }

  private static Problem left(PublishPlan.ScheduleChange change, String words) {
    boolean isPaused = change.action() == PublishPlan.ScheduleAction.PAUSE;
    return new Problem(
        "JOB_SCHEDULE",
        "Cannot take back what was done for job '%s': its schedule on %s stays %s: %s."
            .formatted(
                change.job(),
                change.platform(),
                isPaused ? "paused" : "as the new line has it",
                words.replaceFirst("\\.$", "")),
        "%s it there by hand".formatted(isPaused ? "resume" : "pause"));
  }
}
