package dev.bering.tables.iceberg;

import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The metadata files in a table's folder. Tables of a file system name them {@code
 * v12.metadata.json} and keep the newest number in a hint; catalogs name them {@code
 * 00012-UUID.metadata.json} and keep the newest name to themselves.
 */
public final class MetadataFiles {

  /** Where they are, in the folder of the table. */
  public static final String FOLDER = "metadata";

  /** The file that names the newest of them. */
  public static final String HINT = FOLDER + "/version-hint.text";

  private static final Pattern NAME =
      Pattern.compile("(?:v(\\d+)|(\\d+)-.*|.*?)(?:\\.gz)?\\.metadata\\.json(?:\\.gz)?");
  private static final long MAX_HINT_BYTES = 1_000;

  /**
   * One of them.
   *
   * @param number -1 if its name has none
   * @param versioned whether it is named as tables of a file system name it
   */
  public record File(String path, long number, boolean versioned) {}

  /**
   * The newest of them.
   *
   * @param assumed whether only the order of names says that it is the newest
   */
  public record Newest(String path, boolean assumed) {}

  /** Why nobody can say which one is the newest. */
  public static final class Ambiguous extends IOException {
    private static final long serialVersionUID = 1L;

    Ambiguous(String fact) {
      super(fact);
    }
  }

  private final Store store;
  private final List<File> files = new ArrayList<>();

  private MetadataFiles(Store store) {
    this.store = store;
  }

  /** Those of the table whose folder is the root of the store. */
  public static MetadataFiles of(Store store) throws IOException {
    MetadataFiles found = new MetadataFiles(store);
    for (StoredFile file : store.list(FOLDER)) {
      String name = file.path().substring(FOLDER.length() + 1);
      Matcher matcher = NAME.matcher(name);
      if (matcher.matches()) {
        found.files.add(new File(file.path(), number(name), matcher.group(1) != null));
      }
    }
    return found;
  }

  /** Whether a file is one, by its name. */
  static boolean isMetadata(String name) {
    return NAME.matcher(name).matches();
  }

  /** The number in a metadata file's name; -1 if there is none. */
  public static long number(String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return -1;
    }
    String number = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
    return number == null || number.length() > 18 ? -1 : Long.parseLong(number);
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return files.isEmpty();
  }

  /** Their paths in the store. */
  public List<String> paths() {
    return files.stream().map(File::path).toList();
  }

  /** The highest number in use; -1 if there is none. */
  public long highest() {
    return files.stream().mapToLong(File::number).max().orElse(-1);
  }

  /** What the hint says; empty if there is none. */
  public Optional<String> hint() throws IOException {
    Optional<StoredFile> hint = store.status(HINT);
    if (hint.isEmpty() || hint.get().sizeBytes() > MAX_HINT_BYTES) {
      return Optional.empty();
    }
    try (InputStream in = store.open(HINT)) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }

  /**
   * The newest metadata file; call only if there is any.
   *
   * @throws Ambiguous if several may be the newest
   */
  public Newest newest() throws IOException {
    boolean versioned = files.stream().anyMatch(File::versioned);
    if (versioned && !files.stream().allMatch(File::versioned)) {
      throw new Ambiguous(
          "its metadata folder holds files of a catalog (%s) and of none (%s)"
              .formatted(first(false), first(true)));
    }
    Optional<String> hint = hint();
    if (hint.isPresent()) {
      return hinted(hint.get());
    }
    long highest = highest();
    List<File> candidates = files.stream().filter(file -> file.number() == highest).toList();
    if (candidates.size() > 1) {
      throw several(candidates);
    }
    return new Newest(candidates.get(0).path(), true);
  }

  private String first(boolean versioned) {
    return files.stream()
        .filter(file -> file.versioned() == versioned)
        .map(File::path)
        .findFirst()
        .orElseThrow();
  }

  /** Readers go on from the hint as long as there is a next version: it may lag behind. */
  private Newest hinted(String hint) throws Ambiguous {
    if (!hint.matches("\\d{1,18}")) {
      List<File> named =
          files.stream()
              .filter(
                  file ->
                      file.path()
                          .startsWith(
                              FOLDER + "/" + hint.replaceAll("\\.metadata\\.json$", "") + "."))
              .toList();
      if (named.size() == 1) {
        return new Newest(named.get(0).path(), false);
      }
      throw new Ambiguous(
          "its version-hint.text says '%s', and no file is named so".formatted(hint));
    }
    long number = Long.parseLong(hint);
    Optional<File> newest = numbered(number);
    if (newest.isEmpty()) {
      throw new Ambiguous(
          "its version-hint.text says %s, and there is no metadata file of that version"
              .formatted(hint));
    }
    for (Optional<File> next = newest; next.isPresent(); next = numbered(++number)) {
      newest = next;
    }
    return new Newest(newest.orElseThrow().path(), false);
  }

  private Optional<File> numbered(long number) throws Ambiguous {
    List<File> numbered = files.stream().filter(file -> file.number() == number).toList();
    if (numbered.size() > 1) {
      throw several(numbered);
    }
    return numbered.stream().findFirst();
  }

  private static Ambiguous several(List<File> candidates) {
    return new Ambiguous(
        "%d of its metadata files may be the newest, such as %s and %s"
            .formatted(candidates.size(), candidates.get(0).path(), candidates.get(1).path()));
  }
}
