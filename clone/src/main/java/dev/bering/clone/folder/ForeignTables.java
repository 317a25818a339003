package dev.bering.clone.folder;

import dev.bering.clone.Complaints;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Notices tables whose rows are not simply all rows of all files: something beside the files says
 * which of them count. Copied as a folder of files, they would show rows that were deleted.
 */
final class ForeignTables {

  private record Sign(Pattern path, String kind, String hint) {}

  private static final List<Sign> SIGNS =
      List.of(
          new Sign(
              Pattern.compile("(.*?/|)_delta_log/.*"),
              "a Delta table",
              "clone that folder by itself"),
          new Sign(
              Pattern.compile("(.*?/|)metadata/[^/]*\\.metadata\\.json(?:\\.gz)?"),
              "an Iceberg table",
              "clone that folder by itself"),
          new Sign(
              Pattern.compile("(.*?/|)_spark_metadata/.*"),
              "what a Spark stream writes, and its _spark_metadata says which files count",
              "read it with Spark and write it as a table, then clone that one"),
          new Sign(
              Pattern.compile("(.*?/|)\\.hoodie/.*"),
              "a Hudi table",
              "export it with Hudi's own tools, then clone what they wrote"),
          new Sign(
              Pattern.compile(
                  "(.*?/|)(?:(?:base_\\d+|(?:delete_)?delta_\\d+_\\d+)(?:_\\d+)?(?:_v\\d+)?/.*|_orc_acid_version)"),
              "a transactional Hive table",
              "insert its rows into a table that is not transactional, then clone that one"));

  private final Location root;
  private final Complaints complaints;
  private final Set<String> seen = new HashSet<>();

  ForeignTables(Location root, Complaints complaints) {
    this.root = root;
    this.complaints = complaints;
  }

  /** Complains, once for each table, if this file belongs to one. */
  void look(String path) {
    for (Sign sign : SIGNS) {
      Matcher match = sign.path().matcher(path);
      if (match.matches()) {
        String inside = match.group(1);
        String folder =
            inside.isEmpty() ? "it" : inside.substring(0, inside.length() - 1) + " in it";
        if (seen.add(folder + sign.kind())) {
          complaints.add(
              new Problem(
                  "CLONE_FOLDER_HOLDS_TABLE",
                  "Cannot clone %s as a folder of files: %s is %s (%s)."
                      .formatted(root, folder, sign.kind(), path),
                  sign.hint()));
        }
      }
    }
  }
}
