package dev.bering.tables.iceberg;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** The file that names the manifests of a snapshot (Iceberg spec, "Manifest Lists"). */
public final class ManifestList {

  private static final int PATH = 500;
  private static final int LENGTH = 501;
  private static final int SPEC = 502;
  private static final int ADDED_FILES = 504;
  private static final int EXISTING_FILES = 505;
  private static final int DELETED_FILES = 506;
  private static final int SEQUENCE_NUMBER = 515;
  private static final int KEY_METADATA = 519;

  /** How many entries a manifest has; -1 where the list does not say. */
  public record EntryCounts(long added, long existing, long deleted) {
    /** Nothing is said. */
    public static final EntryCounts UNKNOWN = new EntryCounts(-1, -1, -1);

    /**
     * What a manifest has otherwise than its list says: one that was cut off between two blocks
     * reads well, and is short of files.
     */
    public List<String> differences(Map<Manifest.Status, Long> found) {
      List<String> differences = new ArrayList<>();
      difference("added", added, found.get(Manifest.Status.ADDED)).ifPresent(differences::add);
      difference("existing", existing, found.get(Manifest.Status.EXISTING))
          .ifPresent(differences::add);
      difference("deleted", deleted, found.get(Manifest.Status.DELETED))
          .ifPresent(differences::add);
      return differences;
    }

    private static Optional<String> difference(String kind, long expected, @Nullable Long found) {
      long entries = found == null ? 0 : found;
      return expected < 0 || expected == entries
          ? Optional.empty()
          : Optional.of(
              "has %d %s files, but its manifest list says %d".formatted(entries, kind, expected));
    }
  }

  /**
   * One manifest as a list names it.
   *
   * @param spec by which its files are partitioned; empty where there is no list
   * @param sequenceNumber 0 in format 1
   */
  public record Item(
      String path, EntryCounts counts, boolean encrypted, OptionalInt spec, long sequenceNumber) {

    /** A manifest of which no list tells anything (format 1). */
    public static Item unlisted(String path) {
      return new Item(path, EntryCounts.UNKNOWN, false, OptionalInt.empty(), 0);
    }
  }

  /** What changes in a list. */
  public interface Moves {
    String path(String text) throws IOException;

    /** The length of the manifest in the replica. */
    long length(String path) throws IOException;
  }

  private ManifestList() {}

  /** The manifests that a list names; closes the stream. */
  public static List<Item> read(InputStream in) throws IOException {
    List<Item> items = new ArrayList<>();
    AvroRecords.read(
        in,
        type -> {
          FieldIds fields = FieldIds.of(type);
          return item ->
              items.add(
                  new Item(
                      fields.text(item, PATH),
                      new EntryCounts(
                          fields.number(item, ADDED_FILES, -1),
                          fields.number(item, EXISTING_FILES, -1),
                          fields.number(item, DELETED_FILES, -1)),
                      fields.value(item, KEY_METADATA).isPresent(),
                      OptionalInt.of(Math.toIntExact(fields.number(item, SPEC, 0))),
                      fields.number(item, SEQUENCE_NUMBER, 0)));
        });
    return items;
  }

  /** Copies a list with other paths and lengths; closes both streams. */
  public static void rewrite(InputStream in, OutputStream out, String name, Moves moves)
      throws IOException {
    AvroRecords.rewrite(
        in,
        out,
        name,
        type -> {
          FieldIds fields = FieldIds.of(type);
          return item -> {
            String path = fields.text(item, PATH);
            fields.put(item, PATH, moves.path(path));
            fields.put(item, LENGTH, moves.length(path));
          };
        });
  }
}
