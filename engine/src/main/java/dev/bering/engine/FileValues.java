package dev.bering.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A column whose value is the same for all rows of a file and stands outside it.
 *
 * @param column its name
 * @param type its SQL type
 * @param values one per file, in the order in which the files are read
 */
public record FileValues(String column, String type, List<Optional<String>> values) {

  public FileValues {
    values = List.copyOf(values);
  }

  /** {@code expression AS "column"} over a Parquet scan of the files. */
  String projection() {
    String text = text(values);
    String value =
        switch (type) {
          case "VARCHAR" -> text + "::VARCHAR";
          // As the Delta protocol serialises binary values: the text is the bytes.
          case "BLOB" -> "encode(" + text + ")";
          default -> "CAST(%s AS %s)".formatted(text, type);
        };
    return value + " AS " + Sql.identifier(column);
  }

  /** The values as an expression of texts over a Parquet scan of the files. */
  static String text(List<Optional<String>> values) {
    return values.stream().distinct().count() == 1
        ? literal(values.get(0))
        : "list_extract(%s::VARCHAR[], file_index::BIGINT + 1)"
            .formatted(
                values.stream()
                    .map(FileValues::literal)
                    .collect(Collectors.joining(", ", "[", "]")));
  }

  private static String literal(Optional<String> value) {
    return value.map(Sql::literal).orElse("NULL");
  }
}
