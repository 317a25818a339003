package dev.bering.cost;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of a {@link BillStore} as they were when somebody began to read them. Readers take no
 * lock, so that a bill may be replaced between two of their questions; what they answered is then
 * of two bills, and is refused.
 */
public final class BillFiles {

  private final BillStore store;
  private final SortedMap<String, List<Object>> began;

  private BillFiles(BillStore store) {
    this.store = store;
    this.began = now(store);
  }

  /** As they are now; the folder need not be there. */
  public static BillFiles of(BillStore store) {
    return new BillFiles(store);
  }

  /** Where they are. */
  public BillStore store() {
    return store;
  }

  /**
   * What {@code reading} answers, if all files are still those of the beginning when it ends.
   *
   * @throws UserException BILLS_CHANGED if one was replaced, came or went; running it again may
   *     succeed
   */
  <T> T steady(Supplier<T> reading) {
    T answer;
    try {
      answer = reading.get();
    } catch (UserException | IllegalStateException e) {
      requireUnchanged(e);
      throw e;
    }
    requireUnchanged(null);
    return answer;
  }

  private void requireUnchanged(@Nullable RuntimeException why) {
    SortedMap<String, List<Object>> now = now(store);
    Set<String> names = new TreeSet<>(began.keySet());
    names.addAll(now.keySet());
    names.removeIf(name -> Objects.equals(began.get(name), now.get(name)));
    if (!names.isEmpty()) {
      Problem problem =
          new Problem(
              "BILLS_CHANGED",
              "Cannot read bills in %s: while they were read, %s changed."
                  .formatted(store.folder(), String.join(", ", names)),
              "run the same again when no import is under way");
      throw why == null ? UserException.temporary(problem) : UserException.temporary(problem, why);
    }
  }

  /** Which file each name is: a bill is never written in place. */
  private static SortedMap<String, List<Object>> now(BillStore store) {
    SortedMap<String, List<Object>> files = new TreeMap<>();
    Path charges = store.folder().resolve("charges");
    try (Stream<Path> all = Files.list(charges)) {
      for (Path file : all.filter(one -> one.toString().endsWith(".parquet")).toList()) {
        files.put(file.getFileName().toString(), which(file));
      }
    } catch (IOException e) {
      // whoever reads says why it cannot be read
      return Collections.emptySortedMap();
    }
    return files;
  }

  private static List<Object> which(Path file) throws IOException {
    BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
    List<Object> which = new ArrayList<>(List.of(of.size(), of.lastModifiedTime()));
    if (of.fileKey() != null) {
      which.add(of.fileKey());
    }
    return which;
  }
}
