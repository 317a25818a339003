package dev.bering.app;

import dev.bering.jobs.JobFiles;
import dev.bering.jobs.JobFormat;
import dev.bering.jobs.JobPublisher;
import dev.bering.jobs.JobRuns;
import dev.bering.jobs.JobSource;
import dev.bering.jobs.JobStore;
import dev.bering.jobs.RunBook;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.platforms.Platforms;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where jobs are published, and where their runs are recorded. */
final class JobPlaces {
  private static final String HERE = ".bering";

  @Option(
      names = "--store",
      paramLabel = "LOCATION",
      description = "Where jobs are published; the variable BERING_JOBS unless given.")
  private @Nullable String store;

  @Option(
      names = "--runs",
      paramLabel = "LOCATION",
      description =
          "Where runs are recorded: the variable BERING_RUNS, the store, or .bering here.")
  private @Nullable String runs;

  /** The format of job files, with every platform. */
  JobFormat format() {
    return new JobFormat(
        Platforms.all(
            processes(
                Location.of(records()), JobPlaces::variable, System.getProperty("user.home", ""))));
  }

  /**
   * Where what runs on this machine leaves its output and its end: beside the records, or, where
   * they are elsewhere, in the user's own folder for such, so that a run is found again from
   * whichever folder somebody asks. A user without any has the folder that Bering is called from.
   */
  static Path processes(
      Location records, Function<String, Optional<String>> variables, String home) {
    if (records.isLocal()) {
      return records.toPath().resolve(Store.OWN_FOLDER).resolve("processes");
    }
    Optional<Path> state = variables.apply("XDG_STATE_HOME").map(Path::of).filter(Path::isAbsolute);
    Optional<Path> own =
        variables
            .apply("HOME")
            .or(() -> Optional.of(home))
            .map(Path::of)
            .filter(Path::isAbsolute)
            .map(folder -> folder.resolve(".local/state"));
    return state
        .or(() -> own)
        .map(folder -> folder.resolve("bering/processes"))
        .orElseGet(() -> Path.of(HERE).resolve(Store.OWN_FOLDER).resolve("processes"));
  }

  /** Where runs are recorded. */
  private String records() {
    return Optional.ofNullable(runs).or(() -> variable("BERING_RUNS")).or(this::said).orElse(HERE);
  }

  private Optional<String> said() {
    return Optional.ofNullable(store).or(() -> variable("BERING_JOBS"));
  }

  private static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(text -> !text.isBlank());
  }

  /**
   * The store that was named.
   *
   * @throws UserException JOB_STORE if none was
   */
  JobStore store() {
    return said()
        .map(place -> new JobStore(Stores.open(Location.of(place))))
        .orElseThrow(
            () ->
                UserException.usage(
                    new Problem(
                        "JOB_STORE",
                        "Cannot find published jobs: nothing says where they are.",
                        "name the place with --store, or set BERING_JOBS")));
  }

  /** The same, named as an argument. */
  static JobStore store(String place) {
    return new JobStore(Stores.open(Location.of(place)));
  }

  /** What publishes to the store. */
  JobPublisher publisher() {
    return new JobPublisher(format(), store());
  }

  /** The runs of this place. */
  JobRuns runs() {
    return new JobRuns(
        format(),
        book(),
        Clock.systemUTC(),
        version -> {
          JobStore store = store();
          return store.files(store.at(version));
        });
  }

  /** The records of runs. */
  RunBook book() {
    return new RunBook(Stores.open(Location.of(records())));
  }

  /**
   * A job and the files that it is taken from.
   *
   * @param source only what the job needs, where that is known
   */
  record Named(String job, JobSource source) {}

  /** A job by its name in the store, or by its file, which need not be published. */
  Named job(String name) {
    Path file = Path.of(name);
    if (!name.matches(".*\\.ya?ml")) {
      return new Named(name, publisher().source(name));
    }
    if (!Files.isRegularFile(file)) {
      throw UserException.source(
          new Problem(
              "JOB_FILE",
              "Cannot read %s: there is no such file.".formatted(name),
              "name a job file, or a published job without .yaml"));
    }
    Path whole = file.toAbsolutePath().normalize();
    Path folder = Optional.ofNullable(whole.getParent()).orElse(whole);
    JobFiles files = JobFiles.of(folder, whole.getFileName().toString());
    return new Named(format().nameIn(files, whole.getFileName().toString()), JobSource.of(files));
  }
}
