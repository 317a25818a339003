package dev.bering.clone.folder;

import dev.bering.clone.Complaints;
import dev.bering.model.Problem;
import dev.bering.tables.ColumnType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One schema for files that differ: every column that any of them has, which is null in the rows of
 * the others. Columns of one name must be of one type everywhere; nothing is widened, as readers do
 * not agree on what they widen.
 */
final class MergedSchema {

  private final String source;
  private final Complaints complaints;
  private final Map<String, String> seenIn = new HashMap<>();
  private ColumnType.Struct merged = new ColumnType.Struct(List.of());

  MergedSchema(String source, Complaints complaints) {
    this.source = source;
    this.complaints = complaints;
  }

  /**
   * One more schema.
   *
   * @param place the file that has it, for sentences
   */
  void add(ColumnType.Struct columns, String place) {
    merged = struct(merged, columns, "", place);
  }

  /** All columns, in the order in which they were first seen. */
  ColumnType.Struct columns() {
    return merged;
  }

  /** The file in which a column was first seen. */
  String placeOf(String column) {
    return seenIn.getOrDefault(column, "");
  }

  private ColumnType.Struct struct(
      ColumnType.Struct one, ColumnType.Struct other, String above, String place) {
    Map<String, ColumnType.Field> fields = new LinkedHashMap<>();
    Map<String, String> spellings = new HashMap<>();
    for (ColumnType.Field field : one.fields()) {
      fields.put(field.name(), field);
      spellings.put(folded(field.name()), field.name());
    }
    for (ColumnType.Field field : other.fields()) {
      String path = above + field.name();
      String spelling = spellings.putIfAbsent(folded(field.name()), field.name());
      if (spelling != null && !spelling.equals(field.name())) {
        complain(
            "CLONE_COLUMN_CASE",
            "columns '%s' (%s) and '%s' (%s) differ only in case"
                .formatted(above + spelling, placeOf(above + spelling), path, place),
            "write the files anew with one spelling");
        continue;
      }
      ColumnType.Field known = fields.get(field.name());
      seenIn.putIfAbsent(path, place);
      if (known == null) {
        // Through an empty struct, so that what lies below is looked at too.
        fields.put(
            field.name(),
            new ColumnType.Field(field.name(), field.name(), firstSeen(field.type(), path, place)));
      } else {
        type(known.type(), field.type(), path, place)
            .ifPresent(
                type ->
                    fields.put(
                        field.name(),
                        new ColumnType.Field(known.name(), known.physicalName(), type)));
      }
    }
    return new ColumnType.Struct(new ArrayList<>(fields.values()));
  }

  private ColumnType firstSeen(ColumnType type, String path, String place) {
    if (type instanceof ColumnType.Struct struct) {
      return struct(new ColumnType.Struct(List.of()), struct, path + ".", place);
    }
    if (type instanceof ColumnType.Array array) {
      return new ColumnType.Array(firstSeen(array.element(), path + ".element", place));
    }
    if (type instanceof ColumnType.Map map) {
      return new ColumnType.Map(
          firstSeen(map.key(), path + ".key", place),
          firstSeen(map.value(), path + ".value", place));
    }
    return type;
  }

  private Optional<ColumnType> type(ColumnType one, ColumnType other, String path, String place) {
    if (one instanceof ColumnType.Struct left && other instanceof ColumnType.Struct right) {
      return Optional.of(struct(left, right, path + ".", place));
    }
    if (one instanceof ColumnType.Array left && other instanceof ColumnType.Array right) {
      return type(left.element(), right.element(), path + ".element", place)
          .map(ColumnType.Array::new);
    }
    if (one instanceof ColumnType.Map left && other instanceof ColumnType.Map right) {
      Optional<ColumnType> key = type(left.key(), right.key(), path + ".key", place);
      Optional<ColumnType> value = type(left.value(), right.value(), path + ".value", place);
      return key.isPresent() && value.isPresent()
          ? Optional.of(new ColumnType.Map(key.get(), value.get()))
          : Optional.empty();
    }
    if (one.equals(other)) {
      return Optional.of(one);
    }
    complain(
        "CLONE_SCHEMA_CONFLICT",
        "column '%s' is %s in %s and %s in %s"
            .formatted(path, one.ddl(), placeOf(path), other.ddl(), place),
        "write the files of one of the two types anew, or clone them into another table");
    return Optional.empty();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private void complain(String code, String fact, String hint) {
    complaints.add(new Problem(code, "Cannot clone %s: %s.".formatted(source, fact), hint));
  }
}
