package dev.bering.clone.iceberg;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file that names the manifests of a snapshot (Iceberg spec, "Manifest Lists"). */
final class ManifestList {

  private static final int PATH = 500;
  private static final int LENGTH = 501;
  private static final int ADDED_FILES = 504;
  private static final int EXISTING_FILES = 505;
  private static final int DELETED_FILES = 506;
  private static final int KEY_METADATA = 519;

  /** How many entries a manifest has; -1 where the list does not say. */
  record EntryCounts(long added, long existing, long deleted) {
    static final EntryCounts UNKNOWN = new EntryCounts(-1, -1, -1);

    /**
     * What a manifest has otherwise than its list says: one that was cut off between two blocks
     * reads well, and is short of files.
     */
    List<String> differences(Map<Manifest.Status, Long> found) {
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

  /** One manifest as a list names it. */
  record Item(String path, EntryCounts counts, boolean encrypted) {}

  /** What changes in a list. */
  interface Moves {
    String path(String text) throws IOException;

    /** The length of the manifest in the replica. */
    long length(String path) throws IOException;
  }

  private ManifestList() {}

  static List<Item> read(InputStream in) throws IOException {
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
                      fields.value(item, KEY_METADATA).isPresent()));
        });
    return items;
  }

  static void rewrite(InputStream in, OutputStream out, String name, Moves moves)
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
