package dev.bering.transfer;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The files of flow logs below some places. Holds connections; close it.
 *
 * <p>A file is one of theirs if its name ends in {@code .log}, {@code .txt}, {@code .gz} or {@code
 * .parquet}, or is one that Firehose gives; what begins with {@code _} or a dot, in folders too, is
 * somebody else's. A place that is a file itself may be called anything.
 */
public final class FlowLogs implements AutoCloseable {

  private static final List<String> ENDINGS = List.of(".log", ".txt", ".gz", ".parquet");

  /**
   * What Firehose calls a file: stream, version, time and UUID. It has no ending unless one is
   * asked for.
   */
  private static final Pattern OF_FIREHOSE =
      Pattern.compile(
          ".*-\\d+-\\d{4}(?:-\\d{2}){5}-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:\\.json)?");

  private final List<Store> stores = new ArrayList<>();
  private final List<FlowFile> files = new ArrayList<>();
  private final Optional<Predicate<DayFolder>> wanted;
  private final List<DayFolder> listed = new ArrayList<>();
  private final List<DayFolder> unlisted = new ArrayList<>();
  private Optional<Rollup> rollup = Optional.empty();

  /**
   * A file of a flow log.
   *
   * @param name where it is, for people
   * @param local where it really is, links followed, if it is on this machine
   */
  record FlowFile(Store store, StoredFile file, String name, Optional<Path> local) {

    boolean isParquet() {
      return file.path().toLowerCase(Locale.ROOT).endsWith(".parquet");
    }

    /** The same for the same file, however a place was written that it lies below. */
    String identity() {
      return local.map(Path::toString).orElse(name);
    }
  }

  private FlowLogs(Optional<Predicate<DayFolder>> wanted) {
    this.wanted = wanted;
  }

  /**
   * Finds the files below every place; one that lies below two of them counts once. A place may
   * also be a roll-up, by itself.
   *
   * @throws UserException FLOW_LOGS_MISSING for each place without such a file,
   *     FLOW_LOGS_UNREADABLE, ROLLUP_FORMAT, ROLLUP_BROKEN, ROLLUP_EMPTY, ROLLUP_MIXED if a roll-up
   *     is not the only place
   */
  public static FlowLogs find(List<Location> places) {
    return find(places, Optional.empty());
  }

  /** As {@link #find(List)}, but for days that are not wanted, which are not listed. */
  static FlowLogs find(List<Location> places, Predicate<DayFolder> wanted) {
    return find(places, Optional.of(wanted));
  }

  private static FlowLogs find(List<Location> places, Optional<Predicate<DayFolder>> wanted) {
    FlowLogs logs = new FlowLogs(wanted);
    try {
      List<Problem> problems = new ArrayList<>();
      for (Location place : places) {
        int filesBefore = logs.files.size();
        int unlistedBefore = logs.unlisted.size();
        Optional<Rollup> before = logs.rollup;
        logs.add(place);
        if (!logs.rollup.equals(before)) {
          if (places.size() > 1) {
            problems.add(mixed(place));
          }
          logs.rollup.filter(Rollup::isEmpty).ifPresent(empty -> problems.add(begun(place)));
        } else if (logs.files.size() == filesBefore && logs.unlisted.size() == unlistedBefore) {
          problems.add(
              new Problem(
                  "FLOW_LOGS_MISSING",
                  "Cannot find flow logs in %s: no file there ends in %s, or has a name of Firehose."
                      .formatted(place, String.join(", ", ENDINGS)),
                  "name a folder that a flow log writes to, or a file"));
        }
      }
      if (!problems.isEmpty()) {
        throw UserException.source(problems);
      }
      logs.settle();
      return logs;
    } catch (RuntimeException e) {
      logs.close();
      throw e;
    }
  }

  private static Problem mixed(Location place) {
    return new Problem(
        "ROLLUP_MIXED",
        "Cannot read the roll-up %s and other places: what it was made of may be among them."
            .formatted(place),
        "name the roll-up alone, or logs alone");
  }

  private static Problem begun(Location place) {
    return new Problem(
        "ROLLUP_EMPTY",
        "Cannot read the roll-up %s: no file of logs is in it yet.".formatted(place),
        "run 'bering transfer rollup' to its end");
  }

  private void add(Location place) {
    try {
      Optional<FlowFile> single = single(place);
      if (single.isPresent()) {
        files.add(single.get());
        return;
      }
      Store store = Stores.open(place);
      stores.add(store);
      Optional<Rollup> found = Rollup.in(store, place.toString());
      if (found.isPresent()) {
        rollup = found;
      } else if (wanted.isEmpty()) {
        store.walk("", file -> keep(store, place, file));
      } else {
        descend(store, place, "", wanted.get());
      }
    } catch (IOException e) {
      throw unreadable(place.toString(), e);
    }
  }

  /** As a walk, but for days that nobody wants. */
  private void descend(Store store, Location place, String folder, Predicate<DayFolder> days)
      throws IOException {
    Optional<DayFolder> day = DayFolder.of(place, folder);
    if (day.isPresent()) {
      if (days.test(day.get())) {
        listed.add(day.get());
        store.walk(folder, file -> keep(store, place, file));
      } else {
        unlisted.add(day.get());
      }
      return;
    }
    store.list(folder).forEach(file -> keep(store, place, file));
    for (String name : store.folders(folder)) {
      if (!name.startsWith("_") && !name.startsWith(".")) {
        descend(store, place, folder.isEmpty() ? name : folder + "/" + name, days);
      }
    }
  }

  private void keep(Store store, Location place, StoredFile file) {
    for (String part : file.path().split("/", -1)) {
      if (part.startsWith("_") || part.startsWith(".")) {
        return;
      }
    }
    String name = file.path().toLowerCase(Locale.ROOT);
    if (ENDINGS.stream().anyMatch(name::endsWith) || OF_FIREHOSE.matcher(name).matches()) {
      files.add(flowFile(store, file, place, place + "/" + file.path()));
    }
  }

  /** The place as a file, if it is one. */
  private Optional<FlowFile> single(Location place) throws IOException {
    int slash = place.path().lastIndexOf('/');
    if (slash < 0 || (!place.isLocal() && place.pathInAuthority().isEmpty())) {
      return Optional.empty();
    }
    Location folder =
        new Location(place.scheme(), slash == 0 ? "/" : place.path().substring(0, slash));
    Store store = Stores.open(folder);
    stores.add(store);
    return store.status(place.name()).map(file -> flowFile(store, file, place, place.toString()));
  }

  private static FlowFile flowFile(Store store, StoredFile file, Location place, String name) {
    try {
      return new FlowFile(
          store,
          file,
          name,
          place.isLocal() ? Optional.of(Path.of(name).toRealPath()) : Optional.empty());
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** A file that is found twice, below two places or by a link, counts once. */
  private void settle() {
    files.sort(Comparator.comparing(FlowFile::name));
    Set<String> seen = new HashSet<>();
    files.removeIf(file -> !seen.add(file.identity()));
  }

  static UserException unreadable(String what, IOException why) {
    return UserException.source(
        new Problem(
            "FLOW_LOGS_UNREADABLE",
            "Cannot read %s: %s.".formatted(what, why.getMessage()),
            "see that it is there and may be read"),
        why);
  }

  /** In order of name. */
  List<FlowFile> files() {
    return List.copyOf(files);
  }

  /** The roll-up that is read in place of logs, if it is one. */
  Optional<Rollup> rollup() {
    return rollup;
  }

  /** Days that were listed, if days were looked at at all. */
  List<DayFolder> listed() {
    return List.copyOf(listed);
  }

  /** Days that were not listed. */
  List<DayFolder> unlisted() {
    return List.copyOf(unlisted);
  }

  /** Bytes of all files, as they are stored. */
  public long sizeBytes() {
    return rollup.isPresent()
        ? rollup.get().sizeBytes()
        : files.stream().mapToLong(file -> file.file().sizeBytes()).sum();
  }

  /** How many files. */
  public int count() {
    return files.size();
  }

  @Override
  public void close() {
    stores.forEach(Store::close);
  }
}
