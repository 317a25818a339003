package dev.bering.engine;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.tables.TableSnapshot;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The columns that stand in folder names, {@code date=2026-01-01/part-0.parquet}, as Hive does. */
public final class FolderColumns {

  private static final String NULL_FOLDER = "__HIVE_DEFAULT_PARTITION__";

  private FolderColumns() {}

  /**
   * One per key, in folder order.
   *
   * @throws UserException TABLE_UNEVEN_FOLDERS if the files do not all lie below the same keys
   */
  public static List<FileValues> of(TableSnapshot.Parquet parquet) {
    Path root = parquet.location().toPath();
    List<Map<String, Optional<String>>> byFile =
        parquet.files().stream().map(file -> keys(root, file)).toList();
    List<String> columns = List.copyOf(byFile.get(0).keySet());
    List<FileValues> values = new ArrayList<>();
    for (String column : columns) {
      values.add(
          new FileValues(
              column,
              "VARCHAR",
              byFile.stream().map(keys -> keys.getOrDefault(column, Optional.empty())).toList()));
    }
    for (int i = 0; i < byFile.size(); i++) {
      if (!List.copyOf(byFile.get(i).keySet()).equals(columns)) {
        throw UserException.source(
            new Problem(
                "TABLE_UNEVEN_FOLDERS",
                "Cannot read %s: %s lies below the keys %s and %s below %s."
                    .formatted(
                        parquet.location(),
                        root.relativize(parquet.files().get(0)),
                        columns,
                        root.relativize(parquet.files().get(i)),
                        List.copyOf(byFile.get(i).keySet())),
                "name a folder whose files all lie below the same key=value folders"));
      }
    }
    return values;
  }

  private static Map<String, Optional<String>> keys(Path root, Path file) {
    Map<String, Optional<String>> keys = new LinkedHashMap<>();
    Path folder = root.relativize(file).getParent();
    if (folder != null) {
      for (Path part : folder) {
        int equals = part.toString().indexOf('=');
        if (equals > 0) {
          keys.put(
              unescape(part.toString().substring(0, equals)),
              value(part.toString().substring(equals + 1)));
        }
      }
    }
    return keys;
  }

  private static Optional<String> value(String text) {
    return text.equals(NULL_FOLDER) ? Optional.empty() : Optional.of(unescape(text));
  }

  /** Percent escapes only; unlike in a URL, a plus sign is a plus sign. */
  private static String unescape(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
