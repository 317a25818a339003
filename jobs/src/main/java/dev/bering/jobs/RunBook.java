package dev.bering.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The records of runs, one file a run, in a folder or an object store: {@code
 * _bering/runs/JOB/ID.json}. A record is written before anything is started and after everything
 * that happened, whole or not at all; whoever reads it knows how to go on.
 *
 * <p>A wish to cancel is a file of its own beside it, as somebody else may be writing the record.
 *
 * <p>Of every run that is not closed there is an empty file {@code _bering/open-runs/ID.open}, made
 * before its record and deleted after the record that closes it, so that whoever looks for open
 * runs reads no others. It says where to look, the record how it is. A book that an older Bering
 * has begun is read whole once, and {@code _bering/open-runs/complete} says that it was. An older
 * one that made no such files refuses the records of this one.
 */
public final class RunBook {
  private static final String FOLDER = Store.OWN_FOLDER + "/runs/";
  private static final String OPEN_FOLDER = Store.OWN_FOLDER + "/open-runs";
  private static final String COMPLETE = OPEN_FOLDER + "/complete";
  private static final String OPEN = ".open";
  private static final Duration FORGOTTEN = Duration.ofDays(1);
  private static final Pattern ID =
      Pattern.compile("([a-z0-9][a-z0-9.-]*)-\\d{8}-\\d{6}-[a-z0-9]{6}");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int MAX_BYTES = 16 << 20;
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private final Store store;
  private final Set<String> marked = ConcurrentHashMap.newKeySet();

  public RunBook(Store store) {
    this.store = store;
  }

  /** A new id: the job, the time, and what tells two runs of one second apart. */
  public static String newId(String job, Instant now) {
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      suffix.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
    }
    return "%s-%s-%s".formatted(job, TIME.format(now), suffix);
  }

  /** Where the records are. */
  public String place() {
    return store.name();
  }

  /**
   * Writes a record, in place of an earlier one of the same run.
   *
   * @throws UserException RUN_RECORD if the store refuses; the earlier record is as before
   */
  public void write(RunRecord run) {
    try {
      if (!run.isClosed()) {
        mark(run.id());
      }
      store.write(path(run.id()), Content.of(JSON.writeValueAsBytes(run)));
      if (run.isClosed()) {
        unmark(run.id());
      } else {
        keepMark(run.id());
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("No JSON for run " + run.id(), e);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "RUN_RECORD",
              "Cannot record run %s in %s: %s.".formatted(run.id(), store.name(), Failures.fact(e)),
              "check the store and the permissions; the run itself goes on where it was started"),
          e);
    }
  }

  private void mark(String id) throws IOException {
    if (!marked.contains(id)) {
      store.write(openPath(id), Content.of(new byte[0]));
      marked.add(id);
    }
  }

  /** Somebody else may have closed the run, and taken its mark away, before it was written open. */
  private void keepMark(String id) throws IOException {
    if (store.status(openPath(id)).isEmpty()) {
      marked.remove(id);
      mark(id);
    }
  }

  /**
   * The record says already that it is closed: a mark that stays goes when somebody looks. If
   * somebody has written it open meanwhile, the mark is set again.
   */
  private void unmark(String id) {
    marked.remove(id);
    try {
      store.delete(openPath(id));
      if (mayBeOpen(id)) {
        mark(id);
      }
    } catch (IOException e) {
      return;
    }
  }

  private boolean mayBeOpen(String id) {
    try {
      return find(id).map(run -> !run.isClosed()).orElse(false);
    } catch (UserException e) {
      return true;
    }
  }

  /**
   * Runs that are not closed.
   *
   * @param problems why some of them could not be read
   */
  public record OpenRuns(List<RunRecord> runs, List<Problem> problems) {

    public OpenRuns {
      runs = List.copyOf(runs);
      problems = List.copyOf(problems);
    }
  }

  /** The runs that are not closed, of every job, in no order; closed ones are not read. */
  public OpenRuns open() {
    return open(job -> true);
  }

  /** The same of some jobs. */
  OpenRuns open(Predicate<String> jobs) {
    List<RunRecord> runs = new ArrayList<>();
    Set<Problem> problems = new LinkedHashSet<>(); // of a book that is read whole, some come twice
    try {
      if (store.status(COMPLETE).isEmpty()) {
        problems.addAll(markAll(jobs));
      }
      for (Store.StoredFile file : store.list(OPEN_FOLDER)) {
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        Matcher id = ID.matcher(name.replaceFirst("\\.open$", ""));
        if (name.endsWith(OPEN) && id.matches() && jobs.test(id.group(1))) {
          open(id.group(), file, problems).ifPresent(runs::add);
        }
      }
    } catch (IOException e) {
      problems.addAll(unreadable("every job", e).problems());
    }
    return new OpenRuns(runs, List.copyOf(problems));
  }

  private Optional<RunRecord> open(String id, Store.StoredFile file, Set<Problem> problems)
      throws IOException {
    try {
      Optional<RunRecord> run = find(id);
      // Whoever closed it, or was about to make it, was killed in between.
      boolean isOver = run.map(RunRecord::isClosed).orElse(false);
      boolean isForgotten =
          run.isEmpty() && file.modified().isBefore(Instant.now().minus(FORGOTTEN));
      if (isOver || isForgotten) {
        unmark(id);
      }
      return run.filter(found -> !found.isClosed());
    } catch (UserException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  /**
   * Reads every record once; what cannot be read keeps it from being the last time.
   *
   * @return what is wrong with the records of {@code asked} jobs
   */
  private List<Problem> markAll(Predicate<String> asked) throws IOException {
    List<Problem> problems = new ArrayList<>();
    boolean isWhole = true;
    for (String job : jobs()) {
      try {
        for (RunRecord run : of(job)) {
          if (!run.isClosed()) {
            mark(run.id());
          }
        }
      } catch (UserException e) {
        isWhole = false;
        if (asked.test(job)) {
          problems.addAll(e.problems());
        }
      }
    }
    if (isWhole) {
      store.write(COMPLETE, Content.of(new byte[0]));
    }
    return problems;
  }

  /**
   * The record of a run.
   *
   * @throws UserException RUN_UNKNOWN if there is none
   */
  public RunRecord read(String id) {
    return find(id)
        .orElseThrow(
            () ->
                UserException.usage(
                    new Problem(
                        "RUN_UNKNOWN",
                        "Cannot find run '%s': %s has no record of it.".formatted(id, store.name()),
                        "see the runs of a job with 'bering job runs JOB'")));
  }

  /** The runs of a job, the newest first. */
  public List<RunRecord> of(String job) {
    try {
      List<RunRecord> runs = new ArrayList<>();
      for (Store.StoredFile file : store.list(FOLDER + job)) {
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        if (name.endsWith(".json")) {
          read(name.replaceFirst("\\.json$", ""), file.path()).ifPresent(runs::add);
        }
      }
      runs.sort(Comparator.comparing(RunRecord::askedAt).reversed());
      return runs;
    } catch (IOException e) {
      throw unreadable(job, e);
    }
  }

  /** The jobs that have runs. */
  public List<String> jobs() {
    try {
      return store.folders(FOLDER.substring(0, FOLDER.length() - 1)).stream()
          .map(name -> name.substring(name.lastIndexOf('/') + 1))
          .toList();
    } catch (IOException e) {
      throw unreadable("every job", e);
    }
  }

  /**
   * Claims a key for a run, so that whoever asks with the same key again gets the same run.
   *
   * @param key as whoever asks says it
   * @param id of the run that is about to be recorded
   * @return the run that the key stands for: {@code id}, or that of whoever was first
   */
  String claim(String job, String key, String id) {
    String path = FOLDER + job + "/keys/" + JobRuns.sha256(key) + ".txt";
    try {
      if (store.writeIfAbsent(
          path, Content.of(id.getBytes(StandardCharsets.UTF_8)), Instant.now())) {
        return id;
      }
      try (InputStream in = store.open(path)) {
        return new String(in.readNBytes(200), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw unreadable(job, e);
    }
  }

  /** The record of a run, if there is one. */
  Optional<RunRecord> find(String id) {
    return ID.matcher(id).matches() ? read(id, path(id)) : Optional.empty();
  }

  /** Leaves word that a run is to be stopped, for whoever follows it. */
  public void askToCancel(String id) {
    try {
      store.write(cancelPath(id), Content.of("cancel\n".getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw unreadable(id, e);
    }
  }

  /** Whether somebody has left that word. */
  public boolean isCancelAsked(String id) {
    try {
      return store.status(cancelPath(id)).isPresent();
    } catch (IOException e) {
      throw unreadable(id, e);
    }
  }

  private Optional<RunRecord> read(String id, String path) {
    try (InputStream in = store.open(path)) {
      byte[] bytes = in.readNBytes(MAX_BYTES);
      RunRecord run = JSON.readValue(bytes, RunRecord.class);
      if (run.format() > RunRecord.FORMAT) {
        throw UserException.usage(
            new Problem(
                "RUN_RECORD",
                "Cannot read run %s: its record is of format %d, and this Bering reads %d."
                    .formatted(id, run.format(), RunRecord.FORMAT),
                "use a newer Bering"));
      }
      return Optional.of(run);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw UserException.source(
          new Problem(
              "RUN_RECORD",
              "Cannot read run %s: %s in %s is no record.".formatted(id, path, store.name()),
              "restore it, or move it away"),
          e);
    } catch (IOException e) {
      throw unreadable(id, e);
    }
  }

  private UserException unreadable(String what, IOException e) {
    return UserException.source(
        new Problem(
            "RUN_RECORD",
            "Cannot read the runs of %s in %s: %s.".formatted(what, store.name(), Failures.fact(e)),
            "check the store and the permissions"),
        e);
  }

  private static String path(String id) {
    return FOLDER + job(id) + "/" + id + ".json";
  }

  private static String openPath(String id) {
    return OPEN_FOLDER + "/" + id + OPEN;
  }

  private static String cancelPath(String id) {
    return FOLDER + job(id) + "/" + id + ".cancel";
  }

  private static String job(String id) {
    Matcher matcher = ID.matcher(id);
    if (!matcher.matches()) {
      throw new IllegalStateException("No id of a run: " + id);
    }
    return matcher.group(1);
  }
}
