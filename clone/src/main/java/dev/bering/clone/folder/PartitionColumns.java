package dev.bering.clone.folder;

import dev.bering.clone.Complaints;
import dev.bering.clone.folder.HivePath.NoPartition;
import dev.bering.clone.folder.HivePath.Partition;
import dev.bering.model.Problem;
import dev.bering.tables.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The partition columns of a folder and their types. A type is what an earlier clone has given the
 * column, what a person declares, or the narrowest of integer, long and date that spells every
 * value exactly as its folder does; else string: {@code 05} stays a text of two characters. A type
 * that nobody has declared holds later values to the same: {@code 05} does not become 5 because the
 * folders of an earlier run had no such name.
 */
final class PartitionColumns {

  private static final List<ColumnType> GUESSES =
      List.of(
          new ColumnType.Primitive("integer"),
          new ColumnType.Primitive("long"),
          new ColumnType.Primitive("date"));
  private static final ColumnType TEXT = new ColumnType.Primitive("string");

  private final String source;
  private final Complaints complaints;
  private final Map<String, List<ColumnType>> guesses = new LinkedHashMap<>();
  private final Map<String, Boolean> valued = new LinkedHashMap<>();
  private final Map<String, ColumnType> types = new LinkedHashMap<>();
  private final Set<String> declared = new TreeSet<>();
  private Optional<String> first = Optional.empty();

  PartitionColumns(String source, Complaints complaints) {
    this.source = source;
    this.complaints = complaints;
  }

  /** One more file; complains if it is not laid out like the first. */
  void observe(String path) {
    HivePath parsed;
    try {
      parsed = HivePath.of(path);
    } catch (NoPartition e) {
      complain("CLONE_FOLDER_LAYOUT", "%s: %s".formatted(path, e.fact()), LAYOUT_HINT);
      return;
    }
    if (first.isEmpty()) {
      first = Optional.of(path);
      parsed.columns().forEach(column -> guesses.put(column, new ArrayList<>(GUESSES)));
    }
    if (!parsed.columns().equals(columns())) {
      complain(
          "CLONE_FOLDER_LAYOUT",
          "%s is partitioned by %s, but %s by %s"
              .formatted(first.get(), named(columns()), path, named(parsed.columns())),
          LAYOUT_HINT);
      return;
    }
    for (Partition partition : parsed.partitions()) {
      partition.value().ifPresent(value -> narrow(partition.column(), value));
    }
  }

  private static final String LAYOUT_HINT =
      "clone folders of one layout one by one, or move what does not belong to the table out of it";

  private static String named(List<String> columns) {
    return columns.isEmpty() ? "nothing" : String.join(", ", columns);
  }

  private void narrow(String column, String value) {
    valued.put(column, true);
    guesses
        .getOrDefault(column, new ArrayList<>())
        .removeIf(type -> !PartitionType.value(type, value).equals(Optional.of(value)));
  }

  /** From the outermost folder inwards. */
  List<String> columns() {
    return List.copyOf(guesses.keySet());
  }

  /**
   * What an earlier clone has decided.
   *
   * @param types by column, from the outermost folder inwards
   * @param declared columns whose type a person has declared
   */
  record Known(Map<String, ColumnType> types, Set<String> declared) {}

  /**
   * Settles the types.
   *
   * @param declarations what a person says, by column
   * @param earlier what an earlier clone has decided; empty if there was none
   */
  void settle(Map<String, String> declarations, Optional<Known> earlier) {
    Optional<Map<String, ColumnType>> known = earlier.map(Known::types);
    if (known.isPresent() && !List.copyOf(known.get().keySet()).equals(columns())) {
      complain(
          "CLONE_SCHEMA_CHANGED",
          "it is partitioned by %s, but the table at the target by %s"
              .formatted(named(columns()), named(List.copyOf(known.get().keySet()))),
          "clone into a new folder");
      return;
    }
    for (String column : columns()) {
      List<ColumnType> left = guesses.getOrDefault(column, List.of());
      types.put(column, valued.containsKey(column) && !left.isEmpty() ? left.get(0) : TEXT);
    }
    known.ifPresent(types::putAll);
    earlier.ifPresent(before -> declared.addAll(before.declared()));
    new TreeMap<>(declarations).forEach((column, text) -> declare(column, text, known));
  }

  private void declare(String column, String text, Optional<Map<String, ColumnType>> known) {
    Optional<ColumnType> type = PartitionType.named(text);
    if (!types.containsKey(column)) {
      complain(
          "CLONE_PARTITION_TYPE",
          "it has no partition column '%s' to be of type %s".formatted(column, text),
          "its partition columns: " + named(columns()));
    } else if (type.isEmpty()) {
      complain(
          "CLONE_PARTITION_TYPE",
          "partition column '%s' cannot be of type '%s'".formatted(column, text),
          "choose string, byte, short, integer, long, boolean, date or decimal(p,s)");
    } else if (known.isPresent() && !type.get().equals(known.get().get(column))) {
      complain(
          "CLONE_SCHEMA_CHANGED",
          "partition column '%s' is declared as %s, but the table at the target has it as %s"
              .formatted(column, type.get().ddl(), types.getOrDefault(column, TEXT).ddl()),
          "leave the declaration out, or clone into a new folder");
    } else {
      types.put(column, type.get());
      declared.add(column);
    }
  }

  /** The types by column, from the outermost folder inwards. */
  Map<String, ColumnType> types() {
    return types;
  }

  /** The columns whose type a person has declared, now or for an earlier clone. */
  Set<String> declared() {
    return declared;
  }

  /** The values of a file's partition as a log tells them; complains of those that do not fit. */
  Map<String, Optional<String>> values(String path) {
    Map<String, Optional<String>> values = new LinkedHashMap<>();
    try {
      for (Partition partition : HivePath.of(path).partitions()) {
        ColumnType type = types.getOrDefault(partition.column(), TEXT);
        Optional<String> value = partition.value().flatMap(text -> PartitionType.value(type, text));
        values.put(partition.column(), value);
        if (!value.equals(partition.value())) {
          complainOf(partition, value, type);
        }
      }
    } catch (NoPartition e) {
      throw new IllegalStateException(path, e);
    }
    return values;
  }

  /** Of a value that is not told as its folder spells it. */
  private void complainOf(Partition partition, Optional<String> value, ColumnType type) {
    String column = partition.column();
    String spelled = partition.value().orElseThrow();
    if (value.isEmpty()) {
      complain(
          "CLONE_PARTITION_VALUE",
          "'%s' in column '%s' is no %s".formatted(spelled, column, type.ddl()),
          "clone into a new folder with --partition-column %s=string".formatted(column));
    } else if (!declared.contains(column)) {
      complain(
          "CLONE_PARTITION_VALUE",
          "'%s' in column '%s' would become '%s', as the table at the target has the column as %s"
              .formatted(spelled, column, value.get(), type.ddl()),
          "declare --partition-column %s=%s if they are one value, or clone into a new folder, where the column becomes a string"
              .formatted(column, type.ddl()));
    }
  }

  private void complain(String code, String fact, String hint) {
    complaints.add(new Problem(code, "Cannot clone %s: %s.".formatted(source, fact), hint));
  }
}
