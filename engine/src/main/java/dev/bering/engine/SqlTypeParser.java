package dev.bering.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads a type as DuckDB prints it. */
final class SqlTypeParser {

  /** What a comparison or an aggregate of DuckDB treats as a plain value. */
  private static final Set<String> SIMPLE =
      Set.of(
          "BOOLEAN",
          "TINYINT",
          "SMALLINT",
          "INTEGER",
          "BIGINT",
          "HUGEINT",
          "UTINYINT",
          "USMALLINT",
          "UINTEGER",
          "UBIGINT",
          "UHUGEINT",
          "FLOAT",
          "DOUBLE",
          "VARCHAR",
          "JSON",
          "BLOB",
          "DATE",
          "TIME",
          "TIMESTAMP",
          "TIMESTAMP_S",
          "TIMESTAMP_MS",
          "TIMESTAMP_NS",
          "TIMESTAMP WITH TIME ZONE",
          "INTERVAL",
          "UUID");

  private final String text;
  private int position;

  private SqlTypeParser(String text) {
    this.text = text;
  }

  /** The type; {@link SqlType.Unsupported} as a whole if any part of it is not known here. */
  static SqlType parse(String text) {
    SqlTypeParser parser = new SqlTypeParser(text);
    try {
      SqlType type = parser.type();
      return parser.position == text.length() ? type : new SqlType.Unsupported(text);
    } catch (UnknownTypeException e) {
      return new SqlType.Unsupported(text);
    }
  }

  private SqlType type() throws UnknownTypeException {
    SqlType type;
    if (take("STRUCT(")) {
      type = struct();
    } else if (take("MAP(")) {
      SqlType key = type();
      expect(", ");
      type = new SqlType.MapOf(key, type());
      expect(")");
    } else if (take("DECIMAL(")) {
      int precision = digits();
      expect(",");
      type = new SqlType.Decimal(precision, digits());
      expect(")");
    } else {
      type = simple();
    }
    while (take("[]")) {
      type = new SqlType.ListOf(type);
    }
    return type;
  }

  private SqlType struct() throws UnknownTypeException {
    List<SqlType.Field> fields = new ArrayList<>();
    do {
      String name = name();
      expect(" ");
      fields.add(new SqlType.Field(name, type()));
    } while (take(", "));
    expect(")");
    return new SqlType.Struct(fields);
  }

  private SqlType simple() throws UnknownTypeException {
    int end = position;
    while (end < text.length() && "(),[".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String name = text.substring(position, end);
    if (!SIMPLE.contains(name)) {
      throw new UnknownTypeException();
    }
    position = end;
    return new SqlType.Simple(name);
  }

  private String name() throws UnknownTypeException {
    if (!take("\"")) {
      int end = text.indexOf(' ', position);
      if (end < 0) {
        throw new UnknownTypeException();
      }
      String name = text.substring(position, end);
      position = end;
      return name;
    }
    StringBuilder name = new StringBuilder();
    while (position < text.length()) {
      if (take("\"\"")) {
        name.append('"');
      } else if (take("\"")) {
        return name.toString();
      } else {
        name.append(text.charAt(position++));
      }
    }
    throw new UnknownTypeException();
  }

  private int digits() throws UnknownTypeException {
    int start = position;
    while (position < text.length() && Character.isDigit(text.charAt(position))) {
      position++;
    }
    if (start == position) {
      throw new UnknownTypeException();
    }
    return Integer.parseInt(text.substring(start, position));
  }

  private boolean take(String part) {
    if (!text.startsWith(part, position)) {
      return false;
    }
    position += part.length();
    return true;
  }

  private void expect(String part) throws UnknownTypeException {
    if (!take(part)) {
      throw new UnknownTypeException();
    }
  }

  private static final class UnknownTypeException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
