package dev.bering.clone.jdbc;

import dev.bering.tables.DeltaSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the runs of one clone have in common. Two runs may share files only if these are equal.
 *
 * @param hash of everything that decides which values end up in the target, and where
 * @param keyed whether the rows lie in ranges of a key
 */
record Rules(String hash, boolean keyed, DeltaSchema schema) {

  static Rules of(JdbcSource source, List<ColumnMapping> columns, List<KeyColumn> key) {
    String text =
        "%s%n%s%n%s%n%s"
            .formatted(
                source.name(),
                source.table(),
                columns.stream().map(ColumnMapping::rule).collect(Collectors.joining("\n")),
                key.stream().map(KeyColumn::name).collect(Collectors.joining("\n")));
    return new Rules(
        Fingerprint.md5Hex(text.getBytes(StandardCharsets.UTF_8)), !key.isEmpty(), schema(columns));
  }

  static DeltaSchema schema(List<ColumnMapping> columns) {
    return new DeltaSchema(columns.stream().map(ColumnMapping::field).toList());
  }
}
