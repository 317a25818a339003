package dev.bering.tables;

import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of a {@code _delta_log} folder, sorted by what they are (Delta protocol, "Delta Log
 * Entries", "Checkpoints").
 *
 * @param commits by version
 * @param checksums {@code .crc} files by version
 * @param checkpoints complete ones, in order of version
 * @param compactions log compaction files
 * @param lastCheckpoint the {@code _last_checkpoint} hint
 * @param leftOver what is no part of the log's state: empty or incomplete checkpoints, foreign
 *     files
 */
public record LogListing(
    TreeMap<Long, StoredFile> commits,
    TreeMap<Long, StoredFile> checksums,
    List<Checkpoint> checkpoints,
    List<Compaction> compactions,
    Optional<StoredFile> lastCheckpoint,
    List<StoredFile> leftOver) {

  public static final String FOLDER = "_delta_log";
  public static final String SIDECARS = FOLDER + "/_sidecars";

  private static final Pattern OF_A_VERSION = Pattern.compile(FOLDER + "/(\\d{20})\\..*");
  private static final Pattern COMMIT = Pattern.compile("(\\d{20})\\.json");
  private static final Pattern CHECKSUM = Pattern.compile("(\\d{20})\\.crc");
  private static final Pattern SINGLE = Pattern.compile("(\\d{20})\\.checkpoint\\.parquet");
  private static final Pattern MULTI_PART =
      Pattern.compile("(\\d{20})\\.checkpoint\\.(\\d{10})\\.(\\d{10})\\.parquet");
  private static final Pattern V2 =
      Pattern.compile("(\\d{20})\\.checkpoint\\.[0-9a-fA-F-]{36}\\.(json|parquet)");
  private static final Pattern COMPACTED =
      Pattern.compile("(\\d{20})\\.(\\d{20})\\.compacted\\.json");

  /**
   * A complete checkpoint.
   *
   * @param parts its files, one unless it is a multi-part one
   */
  public record Checkpoint(long version, List<StoredFile> parts) {
    public Checkpoint {
      parts = List.copyOf(parts);
    }
  }

  /** A file that sums up the commits from one version to another. */
  public record Compaction(long fromVersion, long toVersion, StoredFile file) {}

  /** Lists the log of the table at the root of {@code store}; all empty if there is none. */
  public static LogListing of(Store store) throws IOException {
    LogListing listing =
        new LogListing(
            new TreeMap<>(),
            new TreeMap<>(),
            new ArrayList<>(),
            new ArrayList<>(),
            Optional.empty(),
            new ArrayList<>());
    Map<String, List<StoredFile>> multiPart = new TreeMap<>();
    Optional<StoredFile> lastCheckpoint = Optional.empty();
    for (StoredFile file : store.list(FOLDER)) {
      String name = file.path().substring(FOLDER.length() + 1);
      if (name.equals("_last_checkpoint")) {
        lastCheckpoint = Optional.of(file);
      } else if (!name.startsWith(".") && !listing.sort(file, name, multiPart)) {
        listing.leftOver.add(file);
      }
    }
    multiPart.forEach(listing::addMultiPart);
    listing.checkpoints.sort(java.util.Comparator.comparingLong(Checkpoint::version));
    return new LogListing(
        listing.commits,
        listing.checksums,
        listing.checkpoints,
        listing.compactions,
        lastCheckpoint,
        listing.leftOver);
  }

  private boolean sort(StoredFile file, String name, Map<String, List<StoredFile>> multiPart) {
    Matcher commit = COMMIT.matcher(name);
    if (commit.matches()) {
      commits.put(version(commit), file);
      return true;
    }
    Matcher checksum = CHECKSUM.matcher(name);
    if (checksum.matches()) {
      checksums.put(version(checksum), file);
      return true;
    }
    Matcher compacted = COMPACTED.matcher(name);
    if (compacted.matches()) {
      compactions.add(new Compaction(version(compacted), Long.parseLong(compacted.group(2)), file));
      return true;
    }
    // A writer that died leaves a checkpoint of no bytes; readers skip it, and so do we.
    return file.sizeBytes() > 0 && sortCheckpoint(file, name, multiPart);
  }

  private boolean sortCheckpoint(
      StoredFile file, String name, Map<String, List<StoredFile>> multiPart) {
    for (Pattern pattern : List.of(SINGLE, V2)) {
      Matcher single = pattern.matcher(name);
      if (single.matches()) {
        checkpoints.add(new Checkpoint(version(single), List.of(file)));
        return true;
      }
    }
    Matcher part = MULTI_PART.matcher(name);
    if (part.matches()) {
      String set = part.group(1) + "." + part.group(3);
      multiPart.computeIfAbsent(set, key -> new ArrayList<>()).add(file);
      return true;
    }
    return false;
  }

  /** Several writers may have begun different sets; only a set with all its parts counts. */
  private void addMultiPart(String set, List<StoredFile> parts) {
    int dot = set.indexOf('.');
    if (parts.size() == Long.parseLong(set.substring(dot + 1))) {
      checkpoints.add(new Checkpoint(Long.parseLong(set.substring(0, dot)), parts));
    } else {
      leftOver.addAll(parts);
    }
  }

  /** The version that a log file is of; empty for files that are of none. */
  public static OptionalLong versionOf(String path) {
    Matcher version = OF_A_VERSION.matcher(path);
    return version.matches()
        ? OptionalLong.of(Long.parseLong(version.group(1)))
        : OptionalLong.empty();
  }

  /** Whether this is the path of a commit. */
  public static boolean isCommit(String path) {
    return path.startsWith(FOLDER + "/")
        && COMMIT.matcher(path.substring(FOLDER.length() + 1)).matches();
  }

  /** The checkpoint that a file is one of several parts of; empty if it is none such. */
  public static Optional<String> setOf(String path) {
    Matcher part = MULTI_PART.matcher(path.substring(path.lastIndexOf('/') + 1));
    return part.matches() ? Optional.of(part.group(1) + "." + part.group(3)) : Optional.empty();
  }

  private static long version(Matcher match) {
    return Long.parseLong(match.group(1));
  }

  /** Whether there is anything from which a version could be read. */
  public boolean isEmpty() {
    return commits.isEmpty() && checkpoints.isEmpty();
  }

  /** The newest version; only for a listing that is not empty. */
  public long latestVersion() {
    long commit = commits.isEmpty() ? -1 : commits.lastKey();
    long checkpoint =
        checkpoints.isEmpty() ? -1 : checkpoints.get(checkpoints.size() - 1).version();
    return Math.max(commit, checkpoint);
  }

  /** The first version of the unbroken run of commits that ends at the newest version. */
  public long firstOfUnbrokenRun() {
    long first = latestVersion() + 1;
    while (commits.containsKey(first - 1)) {
      first--;
    }
    return first;
  }

  /**
   * Whether readers open a newest version: its commit is there, and a checkpoint or version 0 leads
   * to it without a gap.
   */
  public boolean isReadable() {
    return !commits.isEmpty() && commits.lastKey() == latestVersion() && reaches(latestVersion());
  }

  /** Whether version 0 or a checkpoint leads to a version without a gap. */
  public boolean reaches(long version) {
    Set<Long> points = checkpoints.stream().map(Checkpoint::version).collect(Collectors.toSet());
    for (long v = version; v >= 0; v--) {
      if (points.contains(v)) {
        return true;
      }
      if (!commits.containsKey(v)) {
        return false;
      }
    }
    return true;
  }

  /** The same log without the checkpoints of a version. */
  public LogListing withoutCheckpoint(long version) {
    return new LogListing(
        commits,
        checksums,
        checkpoints.stream().filter(checkpoint -> checkpoint.version() != version).toList(),
        compactions,
        lastCheckpoint,
        leftOver);
  }

  /**
   * The checkpoint from which the longest retained history can be replayed: the oldest that every
   * later commit follows. Empty if history starts at version 0, or if there is none.
   */
  public Optional<Checkpoint> base() {
    long first = firstOfUnbrokenRun();
    return first == 0
        ? Optional.empty()
        : checkpoints.stream().filter(point -> point.version() >= first - 1).findFirst();
  }
}
