package dev.bering.platforms;

import dev.bering.jobs.PlatformConnection.Token;
import dev.bering.jobs.Rendering;
import dev.bering.jobs.ResourceUse;
import dev.bering.jobs.TranslatedSetting;
import dev.bering.model.Bytes;
import dev.bering.model.Location;
import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import dev.bering.stores.Stores;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds the event log of one attempt of a run below {@code spark.eventLog.dir}, whether it is one
 * file or a folder of rolled ones, and adds it up. An application that Bering starts says in its
 * settings which attempt it is, so that its log is known whatever its id.
 */
final class EventLogs {
  private static final String ENABLED = "spark.eventLog.enabled";
  private static final String FOLDER = "spark.eventLog.dir";
  private static final String ROLLED = "eventlog_v2_";
  private static final Pattern PART = Pattern.compile("events_(\\d{1,9})_.*");
  private static final String OPEN = ".inprogress";
  private static final String COMPACTED = ".compact";
  private static final int MAX_LOOKS = 500;
  private static final long MAX_BYTES = 8L << 30;
  private static final long MAX_TEXT_BYTES = 64L << 30;
  private static final long MAX_HEAD_BYTES = 64L << 20;
  private static final Duration SKEW = Duration.ofMinutes(10);

  private final Rendering rendering;
  private final long maxTextBytes;

  EventLogs(Rendering rendering) {
    this(rendering, MAX_TEXT_BYTES);
  }

  /**
   * @param maxTextBytes of a log once it is unpacked; no more are read
   */
  EventLogs(Rendering rendering, long maxTextBytes) {
    this.rendering = rendering;
    this.maxTextBytes = maxTextBytes;
  }

  /** Whether the job's settings ask for a log. */
  boolean areWanted() {
    return setting(ENABLED).map("true"::equals).orElse(false);
  }

  private Optional<String> setting(String key) {
    return rendering.settings().stream()
        .filter(setting -> setting.isSent() && setting.targetKey().equals(key))
        .map(TranslatedSetting::targetValue)
        .reduce((before, after) -> after);
  }

  /**
   * What an attempt that has ended has used.
   *
   * @param applicationId Spark's id of it, where it is known
   * @param since when it was started; older logs are not looked at
   * @throws IOException with the reason, if nobody can tell
   */
  ResourceUse of(Token token, Optional<String> applicationId, Instant since) throws IOException {
    if (!areWanted()) {
      throw new IOException("not logged: %s is not set to true".formatted(ENABLED));
    }
    String folder =
        setting(FOLDER)
            .orElseThrow(
                () ->
                    new IOException(
                        "not looked for: %s is not set in the job file".formatted(FOLDER)));
    try (Store store = Stores.open(Location.of(folder))) {
      Log log =
          found(store, token, applicationId, since.minus(SKEW))
              .orElseThrow(
                  () -> new IOException("no event log of it is in %s".formatted(store.name())));
      return summed(store, log);
    }
  }

  /**
   * One log.
   *
   * @param files in the order in which they were written
   */
  private record Log(String name, List<StoredFile> files, List<String> notes) {

    Log(String name, List<StoredFile> files) {
      this(name, files, List.of());
    }
  }

  private static Optional<Log> found(
      Store store, Token token, Optional<String> applicationId, Instant since) throws IOException {
    List<Log> candidates = new ArrayList<>();
    for (StoredFile file : store.list("")) {
      boolean isIt = applicationId.map(id -> isOf(file.path(), id)).orElse(true);
      if (isIt && !file.modified().isBefore(since)) {
        candidates.add(new Log(file.path(), List.of(file)));
      }
    }
    candidates.sort(Comparator.comparing((Log log) -> log.files().get(0).modified()).reversed());
    List<String> folders = new ArrayList<>(store.folders(""));
    Collections.reverse(folders); // their names begin with times
    int looks = 0;
    for (String folder : folders) {
      String name = folder.substring(folder.lastIndexOf('/') + 1);
      boolean isIt =
          name.startsWith(ROLLED)
              && applicationId.map(id -> isOf(name.substring(ROLLED.length()), id)).orElse(true);
      if (isIt && looks++ < MAX_LOOKS) {
        rolled(store, folder, since).ifPresent(candidates::add);
      }
    }
    for (Log log : candidates.subList(0, Math.min(MAX_LOOKS, candidates.size()))) {
      EventLogReader head = new EventLogReader();
      try (InputStream text = opened(store, log.files().get(0))) {
        head.readHead(new Bounded(text, MAX_HEAD_BYTES));
      } catch (IOException e) {
        continue; // whatever else is there, it is none that can be read
      }
      if (head.attempt().map(token.text()::equals).orElse(false)) {
        return Optional.of(new Log(log.name(), log.files(), tries(applicationId, candidates)));
      }
    }
    return Optional.empty();
  }

  /** An application that its cluster has tried again leaves a log for each try. */
  private static List<String> tries(Optional<String> applicationId, List<Log> candidates) {
    return applicationId.isPresent() && candidates.size() > 1
        ? List.of(
            "the cluster tried the application %d times, and this is one try"
                .formatted(candidates.size()))
        : List.of();
  }

  /** Whether a name is the application's, or that of one of its attempts on YARN. */
  private static boolean isOf(String name, String applicationId) {
    return name.matches(Pattern.quote(applicationId) + "(?:_\\d+)?(?:\\..*)?");
  }

  private static Optional<Log> rolled(Store store, String folder, Instant since)
      throws IOException {
    List<StoredFile> files =
        new ArrayList<>(
            store.list(folder).stream()
                .filter(file -> PART.matcher(name(file)).matches())
                .toList());
    files.sort(Comparator.comparingInt(EventLogs::number));
    boolean isRecent = files.stream().anyMatch(file -> !file.modified().isBefore(since));
    return isRecent ? Optional.of(new Log(folder, files)) : Optional.empty();
  }

  private static String name(StoredFile file) {
    return file.path().substring(file.path().lastIndexOf('/') + 1);
  }

  private static int number(StoredFile file) {
    Matcher part = PART.matcher(name(file));
    return part.matches() ? Integer.parseInt(part.group(1)) : 0;
  }

  /** How it is packed: the ending of its name, as Spark takes dots out of ids. */
  private static String codec(StoredFile file) {
    String name = name(file);
    for (String ending : List.of(COMPACTED, OPEN)) {
      name = name.endsWith(ending) ? name.substring(0, name.length() - ending.length()) : name;
    }
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1);
  }

  private static InputStream opened(Store store, StoredFile file) throws IOException {
    @Nullable InputStream packed = new BufferedInputStream(store.open(file.path()), 1 << 16);
    try {
      InputStream text = EventLogCodec.unpacked(packed, codec(file));
      packed = null;
      return text;
    } finally {
      if (packed != null) {
        packed.close();
      }
    }
  }

  private ResourceUse summed(Store store, Log log) throws IOException {
    long sizeBytes = log.files().stream().mapToLong(StoredFile::sizeBytes).sum();
    if (sizeBytes > MAX_BYTES) {
      throw new IOException(
          "its event log %s has %s, and no more than %s are read"
              .formatted(log.name(), Bytes.text(sizeBytes), Bytes.text(MAX_BYTES)));
    }
    EventLogReader reader = new EventLogReader();
    long leftBytes = maxTextBytes;
    List<String> notes = new ArrayList<>(log.notes());
    for (StoredFile file : log.files()) {
      if (name(file).endsWith(COMPACTED)) {
        notes.add(
            "%s was compacted: tasks of jobs that had ended are missing".formatted(name(file)));
      }
      try (InputStream text = opened(store, file)) {
        Bounded bounded = new Bounded(text, leftBytes);
        reader.read(name(file), bounded);
        leftBytes = bounded.leftBytes();
        if (bounded.isCut()) {
          throw new IOException(
              "its event log %s has more than %s once it is unpacked, and no more are read"
                  .formatted(log.name(), Bytes.text(maxTextBytes)));
        }
      }
    }
    if (log.files().size() > 1 && number(log.files().get(0)) > 1 && notes.isEmpty()) {
      notes.add("the log begins with %s".formatted(name(log.files().get(0))));
    }
    notes.addAll(reader.notes());
    String place = store.name();
    return ResourceUse.ofSpark(
        "event log %s%s%s".formatted(place, place.endsWith("/") ? "" : "/", log.name()),
        reader.applicationId(),
        reader.sums(),
        notes);
  }

  /** A text of which no more than so many bytes are read; it says whether there was more. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long leftBytes;
    private boolean isCut;

    Bounded(InputStream in, long leftBytes) {
      this.in = in;
      this.leftBytes = leftBytes;
    }

    long leftBytes() {
      return leftBytes;
    }

    boolean isCut() {
      return isCut;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] to, int from, int length) throws IOException {
      if (length == 0 || isCut) {
        return isCut ? -1 : 0;
      }
      int count = in.read(to, from, (int) Math.min(length, Math.max(1, leftBytes)));
      if (count > leftBytes) {
        isCut = true;
        return -1;
      }
      leftBytes -= Math.max(0, count);
      return count;
    }
  }
}
