package dev.bering.transfer;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Content;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.Stores;
import dev.bering.transfer.FlowLogs.FlowFile;
import dev.bering.transfer.RollupManifest.Source;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps a roll-up up to date with the logs that it is made of: a folder with sums by time and keys,
 * in one part for each file of the logs. Nobody else may write to the folder until this is closed.
 *
 * <p>A file that is new, or not as it was (size, time, and version where the store has such), is
 * read, and its part replaces what was there of it. A file that is not there any more keeps its
 * part. The folder is changed in steps, each of which is whole or did not happen: whatever ends a
 * run, the roll-up holds whole files, and the next run goes on from there.
 */
public final class RollupRun implements AutoCloseable {

  private static final int FILES = 4_096;
  private static final long BYTES = 1L << 30;

  /** Days before the newest one whose files may still be delivered. */
  private static final int LATE_DAYS = 3;

  private final Store store;
  private final Store.Lock lock;
  private final String place;
  private final int filesAtOnce;
  private RollupManifest manifest;

  private RollupRun(
      Store store, Store.Lock lock, String place, int filesAtOnce, RollupManifest manifest) {
    this.store = store;
    this.lock = lock;
    this.place = place;
    this.filesAtOnce = filesAtOnce;
    this.manifest = manifest;
  }

  /**
   * What a roll-up is asked to be; what is left open is as it is, or as {@link #DEFAULT} for a new
   * one.
   */
  public record Wish(
      Optional<List<FlowField>> keys, Optional<Long> every, Optional<FlowFormat> format) {

    /** Whatever it is. */
    static final Wish NONE = new Wish(Optional.empty(), Optional.empty(), Optional.empty());

    /** Who moves how much to whom, and which way, every five minutes. */
    static final RollupSettings DEFAULT =
        new RollupSettings(
            Stream.concat(PathLine.NEEDED.stream(), PathLine.HELPFUL.stream()).toList(),
            300,
            Optional.empty());

    private RollupSettings over(RollupSettings base) {
      return new RollupSettings(
          keys.orElse(base.keys()),
          every.orElse(base.every()),
          format.isPresent() ? format : base.format());
    }
  }

  /**
   * Opens a roll-up, or begins one.
   *
   * @throws UserException ROLLUP_DIFFERS if it is by other keys, other buckets or of another format
   *     than is wished; ROLLUP_FOREIGN if the folder has parts of something else; ROLLUP_OPTION,
   *     ROLLUP_FORMAT, ROLLUP_BROKEN, STORE_LOCKED
   */
  public static RollupRun open(Location into, Wish wish) {
    return open(into, wish, FILES);
  }

  /**
   * Opens a roll-up whatever it keeps apart, or begins one that is as is wished.
   *
   * @throws UserException ROLLUP_FOREIGN, ROLLUP_OPTION, ROLLUP_FORMAT, ROLLUP_BROKEN, STORE_LOCKED
   */
  public static RollupRun goOn(Location into, Wish ifNew) {
    return open(into, Wish.NONE, ifNew.over(Wish.DEFAULT), FILES);
  }

  /**
   * @param filesAtOnce how many files are one step
   */
  static RollupRun open(Location into, Wish wish, int filesAtOnce) {
    return open(into, wish, wish.over(Wish.DEFAULT), filesAtOnce);
  }

  private static RollupRun open(Location into, Wish wish, RollupSettings fresh, int filesAtOnce) {
    Store store = Stores.open(into);
    try {
      Store.Lock lock = store.lock();
      try {
        Optional<RollupManifest> there = Rollup.in(store, into.toString()).map(Rollup::manifest);
        if (there.isEmpty()) {
          requireNoParts(store, into);
        }
        // One that holds nothing yet may still become another: its first run did not succeed.
        RollupManifest manifest =
            there
                .filter(some -> !some.sources().isEmpty())
                .orElse(
                    new RollupManifest(
                        fresh, 1, Collections.emptySortedMap(), Collections.emptySortedSet()));
        RollupSettings wished = wish.over(manifest.settings());
        if (!wished.equals(manifest.settings())) {
          throw differs(into, manifest.settings(), wished);
        }
        return new RollupRun(store, lock, into.toString(), filesAtOnce, manifest);
      } catch (RuntimeException | IOException e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      store.close();
      throw unwritable(into.toString(), e);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  /** A roll-up says what its parts are before it writes the first: these are somebody else's. */
  private static void requireNoParts(Store store, Location into) throws IOException {
    if (!store.list(RollupManifest.PARTS).isEmpty()) {
      throw UserException.usage(
          new Problem(
              "ROLLUP_FOREIGN",
              "Cannot roll up into %s: it has files in %s, and no %s that says what they are."
                  .formatted(into, RollupManifest.PARTS, RollupManifest.NAME),
              "give another --into"));
    }
  }

  private static UserException differs(Location into, RollupSettings is, RollupSettings wished) {
    return UserException.usage(
        new Problem(
            "ROLLUP_DIFFERS",
            "Cannot roll up into %s by %s every %s%s: it is by %s every %s%s."
                .formatted(
                    into,
                    wished.keysText(),
                    wished.everyText(),
                    format(wished),
                    is.keysText(),
                    is.everyText(),
                    format(is)),
            "leave out --by, --every and --format to go on with it, or give another --into"));
  }

  private static String format(RollupSettings settings) {
    return settings.format().map(format -> ", of the format '%s'".formatted(format)).orElse("");
  }

  private static UserException unwritable(String place, IOException why) {
    return UserException.temporary(
        new Problem(
            "ROLLUP_UNWRITABLE",
            "Cannot roll up into %s: %s.".formatted(place, why.getMessage()),
            "see that it may be written to, and run the same command again"),
        why);
  }

  /** What it keeps apart. */
  public RollupSettings settings() {
    return manifest.settings();
  }

  /**
   * Finds the logs. In stores that are not of this machine, days that are closed are not listed
   * again: of which every file was read when a later day, by more than three, had begun below the
   * same folder.
   *
   * @throws UserException as {@link FlowLogs#find(List)}
   */
  public FlowLogs find(List<Location> places) {
    Set<String> listedAnyway =
        places.stream()
            .filter(Location::isLocal)
            .map(Location::toString)
            .collect(Collectors.toSet());
    return FlowLogs.find(
        places,
        day ->
            !manifest.closed().contains(day.name())
                || listedAnyway.stream().anyMatch(place -> day.name().startsWith(place + "/")));
  }

  /**
   * Reads what is new, and replaces what has changed.
   *
   * @throws UserException ROLLUP_OF_ROLLUP, FLOW_LOGS_UNREADABLE, FLOW_FIELD_MISSING,
   *     ROLLUP_UNWRITABLE; what was rolled up before it stays
   */
  public RollupReport update(FlowLogs logs, Progress progress) {
    if (logs.rollup().isPresent()) {
      throw UserException.usage(
          new Problem(
              "ROLLUP_OF_ROLLUP",
              "Cannot roll up a roll-up: it has no lines of its own any more.",
              "name the logs"));
    }
    takeOverMoved(logs);
    long again = 0;
    long same = 0;
    List<FlowFile> unread = new ArrayList<>();
    Set<String> found = new HashSet<>();
    for (FlowFile file : logs.files()) {
      found.add(file.identity());
      Optional<Source> known = Optional.ofNullable(manifest.sources().get(file.identity()));
      if (known.filter(source -> source.is(file.file())).isPresent()) {
        same++;
      } else {
        again += known.isPresent() ? 1 : 0;
        unread.add(file);
      }
    }
    long bytes = unread.stream().mapToLong(file -> file.file().sizeBytes()).sum();
    tidy();
    readAll(unread, bytes, progress);
    close(logs.listed());
    Set<String> unlisted =
        logs.unlisted().stream().map(DayFolder::name).collect(Collectors.toSet());
    return new RollupReport(
        settings().keys().stream().map(FlowField::text).toList(),
        settings().everyText(),
        unread.size() - again,
        again,
        same,
        manifest.sources().keySet().stream()
            .filter(name -> !found.contains(name))
            .filter(
                name ->
                    unlisted.isEmpty()
                        || DayFolder.ofFile(name)
                            .filter(day -> unlisted.contains(day.name()))
                            .isEmpty())
            .count(),
        unlisted.size(),
        bytes,
        manifest.sources().values().stream().mapToLong(Source::lines).sum(),
        FlowTally.of(manifest.sources().values().stream().map(Source::tally).toList()));
  }

  /** Only now that all their files are in: a run that was ended may have left some of them. */
  private void close(List<DayFolder> listed) {
    Map<String, LocalDate> newest = new HashMap<>();
    listed.forEach(
        day ->
            newest.merge(day.below(), day.day(), (one, other) -> one.isAfter(other) ? one : other));
    TreeSet<String> closed = new TreeSet<>(manifest.closed());
    boolean isMore = false;
    for (DayFolder day : listed) {
      LocalDate last = newest.getOrDefault(day.below(), day.day());
      if (day.day().isBefore(last.minusDays(LATE_DAYS))) {
        isMore |= closed.add(day.name());
      }
    }
    if (isMore) {
      publish(new RollupManifest(settings(), manifest.next(), manifest.sources(), closed));
    }
  }

  /**
   * A file of this machine that lies elsewhere now is the same, and counts once. Of several that
   * cannot be told apart either all have moved, or none is taken to have.
   */
  private void takeOverMoved(FlowLogs logs) {
    Set<String> found = logs.files().stream().map(FlowFile::identity).collect(Collectors.toSet());
    Map<String, List<String>> gone = new HashMap<>();
    manifest
        .sources()
        .forEach(
            (name, source) -> {
              if (!found.contains(name) && name.startsWith("/") && !Files.exists(Path.of(name))) {
                gone.computeIfAbsent(
                        signature(name, source.sizeBytes(), source.modified().toString()),
                        key -> new ArrayList<>())
                    .add(name);
              }
            });
    if (gone.isEmpty()) {
      return;
    }
    Map<String, List<String>> fresh = new HashMap<>();
    for (FlowFile file : logs.files()) {
      if (file.local().isPresent() && !manifest.sources().containsKey(file.identity())) {
        fresh
            .computeIfAbsent(
                signature(
                    file.identity(), file.file().sizeBytes(), file.file().modified().toString()),
                key -> new ArrayList<>())
            .add(file.identity());
      }
    }
    TreeMap<String, Source> sources = new TreeMap<>(manifest.sources());
    fresh.forEach(
        (signature, names) -> {
          List<String> before = gone.getOrDefault(signature, List.of());
          for (int i = 0; before.size() == names.size() && i < names.size(); i++) {
            sources.put(names.get(i), Objects.requireNonNull(sources.remove(before.get(i))));
          }
        });
    if (!sources.keySet().equals(manifest.sources().keySet())) {
      publish(new RollupManifest(settings(), manifest.next(), sources, manifest.closed()));
    }
  }

  private static String signature(String name, long sizeBytes, String modified) {
    return name.substring(name.lastIndexOf('/') + 1) + " " + sizeBytes + " " + modified;
  }

  private void readAll(List<FlowFile> files, long bytes, Progress progress) {
    if (manifest.sources().isEmpty()) {
      publish(manifest);
    }
    if (files.isEmpty()) {
      return;
    }
    int threads = Math.min(files.size(), Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (ParquetFiles parquet = new ParquetFiles();
        Progress.Step step = progress.beginFiles("rolling up flow logs", bytes, files.size())) {
      int from = 0;
      while (from < files.size()) {
        int to = from;
        long size = 0;
        while (to < files.size() && to - from < filesAtOnce && size < BYTES) {
          size += files.get(to++).file().sizeBytes();
        }
        List<Future<Part>> parts = new ArrayList<>();
        for (FlowFile file : files.subList(from, to)) {
          parts.add(
              pool.submit(
                  () -> {
                    Part part = read(file, parquet);
                    step.advance(file.file().sizeBytes());
                    step.fileDone();
                    return part;
                  }));
        }
        add(files.subList(from, to), parts);
        from = to;
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** What was made of one file. */
  private record Part(ByteBuffer zipped, int lines, FlowTally tally) {}

  private Part read(FlowFile file, ParquetFiles parquet) {
    RollupPart part = new RollupPart(file.name(), settings());
    try {
      FlowTally tally =
          file.isParquet()
              ? parquet.read(file, part)
              : FlowText.read(file, settings().format(), FlowLogReader.Piece.ALL, part).tally();
      return new Part(ByteBuffer.wrap(part.zipped()), part.lines(), tally);
    } catch (IOException e) {
      throw FlowLogs.unreadable(file.name(), e);
    }
  }

  /** One step: the parts of some files, then what says that they are there. */
  private void add(List<FlowFile> files, List<Future<Part>> parts) {
    TreeMap<String, Source> sources = new TreeMap<>(manifest.sources());
    List<byte[]> segment = new ArrayList<>();
    long number = manifest.next();
    long from = 0;
    for (int i = 0; i < files.size(); i++) {
      Part part = FlowCounter.result(parts.get(i));
      StoredFile file = files.get(i).file();
      sources.put(
          files.get(i).identity(),
          new Source(
              file.sizeBytes(),
              file.modified(),
              file.tag(),
              number,
              from,
              part.zipped().capacity(),
              part.lines(),
              part.tally()));
      segment.add(part.zipped().array());
      from += part.zipped().capacity();
    }
    try {
      store.write(RollupManifest.segment(number), content(segment));
    } catch (IOException e) {
      throw unwritable(place, e);
    }
    publish(new RollupManifest(settings(), number + 1, sources, manifest.closed()));
  }

  private static Content content(List<byte[]> parts) {
    return () ->
        new SequenceInputStream(
            Collections.enumeration(
                parts.stream().<InputStream>map(ByteArrayInputStream::new).toList()));
  }

  private void publish(RollupManifest next) {
    try {
      store.write(RollupManifest.NAME, Content.of(next.json()));
      manifest = next;
    } catch (IOException e) {
      throw unwritable(place, e);
    }
  }

  /** Removes files of which no part counts any more: replaced, or of a run that was ended. */
  private void tidy() {
    Set<String> used =
        manifest.sources().values().stream()
            .map(source -> RollupManifest.segment(source.segment()))
            .collect(Collectors.toSet());
    try {
      for (StoredFile file : store.list(RollupManifest.PARTS)) {
        if (file.path().matches("[^/]+/\\d{8,}\\.gz") && !used.contains(file.path())) {
          store.delete(file.path());
        }
      }
    } catch (IOException e) {
      throw unwritable(place, e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw unwritable(place, e);
    } finally {
      store.close();
    }
  }
}
