package dev.bering.cost;

import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of bills in folders, each once. What begins with {@code _} or a dot is somebody else's,
 * and the manifest that AWS writes beside an export is no bill.
 */
final class BillFinder {

  static final List<String> ENDINGS = List.of(".csv", ".parquet", ".json", ".jsonl", ".ndjson");

  private static final int BUFFER_BYTES = 1 << 18;

  /**
   * A file that was found.
   *
   * @param name the last part of its path if no other file has it, else what follows the folder
   *     that was given
   * @param sha256 of its bytes, 64 lower-case digits
   */
  record Found(Path path, String name, long sizeBytes, String sha256) {

    boolean isParquet() {
      return ending(path).equals(".parquet");
    }

    boolean isCsv() {
      return ending(path).equals(".csv");
    }
  }

  private record Named(Path path, String inFolder) {}

  private BillFinder() {}

  /**
   * Finds and hashes the files.
   *
   * @throws UserException BILL_MISSING for each place without one, BILL_TWICE, BILL_UNREADABLE
   */
  static List<Found> find(List<Path> places, Progress progress) {
    List<Problem> problems = new ArrayList<>();
    Map<Path, Named> files = new TreeMap<>();
    for (Path place : places) {
      if (!add(place, files)) {
        problems.add(
            new Problem(
                "BILL_MISSING",
                Files.exists(place)
                    ? "Cannot read bills in %s: no file there ends in %s, or in one of them and .gz."
                        .formatted(place, String.join(", ", ENDINGS))
                    : "Cannot read bill %s: there is no such file or folder here.".formatted(place),
                "name files of this machine, or folders that hold them"));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    return hashed(List.copyOf(files.values()), progress);
  }

  private static boolean add(Path place, Map<Path, Named> files) {
    try {
      if (Files.isRegularFile(place)) {
        String name = place.getFileName().toString();
        files.putIfAbsent(place.toRealPath(), new Named(place, name));
        return true;
      }
      if (!Files.isDirectory(place)) {
        return false;
      }
      try (Stream<Path> all = Files.walk(place)) {
        List<Path> found = all.filter(file -> isBill(place, file)).sorted().toList();
        for (Path file : found) {
          String inFolder = place.relativize(file).toString().replace('\\', '/');
          files.putIfAbsent(file.toRealPath(), new Named(file, inFolder));
        }
        return !found.isEmpty();
      }
    } catch (UncheckedIOException e) {
      throw unreadable(place, Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw unreadable(place, e);
    }
  }

  private static boolean isBill(Path place, Path file) {
    for (Path part : place.relativize(file)) {
      if (part.toString().startsWith("_") || part.toString().startsWith(".")) {
        return false;
      }
    }
    return Files.isRegularFile(file)
        && ENDINGS.contains(ending(file))
        && !file.getFileName().toString().endsWith("Manifest.json");
  }

  /** In lower case, without {@code .gz}. */
  private static String ending(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
    int dot = plain.lastIndexOf('.');
    return dot < 0 ? "" : plain.substring(dot);
  }

  private static List<Found> hashed(List<Named> files, Progress progress) {
    Map<String, Integer> last = new HashMap<>();
    files.forEach(file -> last.merge(file.path().getFileName().toString(), 1, Integer::sum));
    List<Found> found = new ArrayList<>();
    try (Progress.Step step = progress.beginFiles("looking at bills", sizes(files), files.size())) {
      for (Named file : files) {
        String name = file.path().getFileName().toString();
        found.add(
            new Found(
                file.path(),
                last.getOrDefault(name, 1) == 1 ? name : file.inFolder(),
                Files.size(file.path()),
                sha256(file.path(), step)));
        step.fileDone();
      }
    } catch (IOException e) {
      throw unreadable(Path.of(String.valueOf(e.getMessage())), e);
    }
    requireDistinct(found);
    return found;
  }

  private static long sizes(List<Named> files) throws IOException {
    long sum = 0;
    for (Named file : files) {
      sum += Files.size(file.path());
    }
    return sum;
  }

  private static void requireDistinct(List<Found> found) {
    Map<String, Found> byContent = new HashMap<>();
    Map<String, Found> byName = new HashMap<>();
    List<Problem> problems = new ArrayList<>();
    for (Found file : found) {
      Found same = byContent.putIfAbsent(file.sha256(), file);
      if (same != null) {
        problems.add(
            new Problem(
                "BILL_TWICE",
                "Cannot import %s: it holds the same bytes as %s."
                    .formatted(file.path(), same.path()),
                "give one of the two"));
        continue;
      }
      Found named = byName.putIfAbsent(file.name(), file);
      if (named != null) {
        problems.add(
            new Problem(
                "BILL_TWICE",
                "Cannot import %s: %s would have the same name '%s', so that nobody could tell"
                        .formatted(file.path(), named.path(), file.name())
                    + " their rows apart.",
                "give the folder that both are in"));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static String sha256(Path file, Progress.Step step) throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[BUFFER_BYTES];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        step.advance(read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static UserException unreadable(Path file, IOException why) {
    return UserException.source(
        new Problem(
            "BILL_UNREADABLE",
            "Cannot read bill %s: %s.".formatted(file, why.getMessage()),
            "see that it is there and may be read"),
        why);
  }
}
