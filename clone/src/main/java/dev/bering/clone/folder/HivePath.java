package dev.bering.clone.folder;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The partition that a file is of, by the folders it lies in: {@code column=value}, where both are
 * escaped as Hive does, a percent sign and two hexadecimal digits for one character.
 *
 * @param partitions from the outermost folder inwards
 */
record HivePath(List<Partition> partitions) {

  private static final String NULL = "__HIVE_DEFAULT_PARTITION__";

  HivePath {
    partitions = List.copyOf(partitions);
  }

  /**
   * A column's value.
   *
   * @param value empty for null
   */
  record Partition(String column, Optional<String> value) {}

  /** A path that tells no partition. */
  static final class NoPartition extends Exception {
    private static final long serialVersionUID = 1L;

    NoPartition(String fact) {
      super(fact);
    }

    /** Without a full stop. */
    String fact() {
      return String.valueOf(getMessage());
    }
  }

  static HivePath of(String path) throws NoPartition {
    String[] segments = path.split("/", -1);
    List<Partition> partitions = new ArrayList<>();
    Set<String> columns = new HashSet<>();
    for (int i = 0; i < segments.length - 1; i++) {
      Partition partition = partition(segments[i]);
      if (!columns.add(partition.column().toLowerCase(Locale.ROOT))) {
        throw new NoPartition(
            "folder %s repeats the column of one above it".formatted(segments[i]));
      }
      partitions.add(partition);
    }
    return new HivePath(partitions);
  }

  private static Partition partition(String segment) throws NoPartition {
    int equals = segment.indexOf('=');
    if (equals <= 0) {
      throw new NoPartition("folder %s is no partition (column=value)".formatted(segment));
    }
    String value = segment.substring(equals + 1);
    if (value.isEmpty()) {
      throw new NoPartition("folder %s has no value".formatted(segment));
    }
    return new Partition(
        unescaped(segment.substring(0, equals)),
        value.equals(NULL) ? Optional.empty() : Optional.of(unescaped(value)));
  }

  /** What looks like an escape and is none stands for itself. */
  private static String unescaped(String name) {
    StringBuilder text = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      int high = i + 2 < name.length() ? Character.digit(name.charAt(i + 1), 16) : -1;
      int low = i + 2 < name.length() ? Character.digit(name.charAt(i + 2), 16) : -1;
      if (c == '%' && high >= 0 && low >= 0) {
        text.append((char) (high * 16 + low));
        i += 2;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** The columns, in order. */
  List<String> columns() {
    return partitions.stream().map(Partition::column).toList();
  }
}
