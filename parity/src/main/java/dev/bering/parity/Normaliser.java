package dev.bering.parity;

import dev.bering.engine.SqlType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Something that makes values of both sides alike before they are compared. What each does, to
 * values of which types, is told in {@code docs/reference/comparison.md}; they are applied in the
 * order in which they stand here, whatever the order in which they are declared.
 */
public sealed interface Normaliser {

  /** As a YAML document writes it. */
  String text();

  /** Whether values of a type can be normalised so. */
  boolean fits(SqlType type);

  /** What types it is for, for people. */
  String types();

  /** Takes white space from both ends of a text. */
  record Trim() implements Normaliser, OfText {
    @Override
    public String text() {
      return "trim";
    }
  }

  /** Composes the characters of a text: Unicode normal form C. */
  record Composed() implements Normaliser, OfText {
    @Override
    public String text() {
      return "unicode: nfc";
    }
  }

  /** Turns the letters of a text into small ones. */
  record LowerCase() implements Normaliser, OfText {
    @Override
    public String text() {
      return "lower-case";
    }
  }

  /**
   * Makes some texts null.
   *
   * @param texts as they are once what stands above has been applied
   */
  record NullLike(List<String> texts) implements Normaliser, OfText {
    public NullLike {
      texts = List.copyOf(texts);
      if (texts.isEmpty()) {
        throw new IllegalStateException("no text is null-like");
      }
    }

    @Override
    public String text() {
      return texts.stream()
          .map(text -> "'%s'".formatted(text.replace("'", "''")))
          .collect(Collectors.joining(", ", "null-like: [", "]"));
    }
  }

  /** Reads a text as true or false. */
  record BooleanText() implements Normaliser, OfText {
    @Override
    public String text() {
      return "boolean-text";
    }
  }

  /** Reads a text as JSON. */
  record JsonText() implements Normaliser, OfText {
    @Override
    public String text() {
      return "json";
    }
  }

  /**
   * Reads a timestamp without a zone as the local time of one.
   *
   * @param left its name on the left; empty if the left is left alone
   * @param right its name on the right; empty if the right is left alone
   */
  record Zone(String left, String right) implements Normaliser {
    public Zone {
      Objects.requireNonNull(left, "left is null");
      Objects.requireNonNull(right, "right is null");
    }

    @Override
    public String text() {
      if (left.equals(right)) {
        return "zone: " + left;
      }
      List<String> sides = new ArrayList<>();
      if (!left.isEmpty()) {
        sides.add("left: " + left);
      }
      if (!right.isEmpty()) {
        sides.add("right: " + right);
      }
      return "zone: {%s}".formatted(String.join(", ", sides));
    }

    @Override
    public boolean fits(SqlType type) {
      return Set.of("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS").contains(type.sql());
    }

    @Override
    public String types() {
      return "timestamps without a zone, of microseconds at most";
    }

    String of(Side side) {
      return side == Side.LEFT ? left : right;
    }
  }

  /** Makes NaN and the infinities null. */
  record NonfiniteNull() implements Normaliser, OfFloats {
    @Override
    public String text() {
      return "nonfinite-null";
    }
  }

  /** Rounds to the nearest number of 32 bits and back. */
  record Float32() implements Normaliser, OfFloats {
    @Override
    public String text() {
      return "float32";
    }
  }

  /**
   * Rounds decimals, halves away from zero.
   *
   * @param digits behind the point, 0 to 38
   */
  record Scale(int digits) implements Normaliser {
    public Scale {
      if (digits < 0 || digits > 38) {
        throw new IllegalStateException("scale " + digits);
      }
    }

    @Override
    public String text() {
      return "scale: " + digits;
    }

    @Override
    public boolean fits(SqlType type) {
      return type instanceof SqlType.Decimal;
    }

    @Override
    public String types() {
      return "decimals";
    }
  }

  /** Cuts off what is finer than a unit, towards the past. */
  record Precision(Unit unit) implements Normaliser {

    /** What remains whole. */
    public enum Unit {
      SECONDS("second"),
      MILLISECONDS("millisecond"),
      MICROSECONDS("microsecond");

      private final String sql;

      Unit(String sql) {
        this.sql = sql;
      }

      String sql() {
        return sql;
      }

      /** As a YAML document writes it. */
      public String text() {
        return sql + "s";
      }
    }

    @Override
    public String text() {
      return "precision: " + unit.text();
    }

    @Override
    public boolean fits(SqlType type) {
      return type instanceof SqlType.Simple simple && simple.name().startsWith("TIMESTAMP");
    }

    @Override
    public String types() {
      return "timestamps";
    }
  }

  /** Forgets the order of an array's elements. */
  record Unordered() implements Normaliser {
    @Override
    public String text() {
      return "unordered";
    }

    @Override
    public boolean fits(SqlType type) {
      return type instanceof SqlType.ListOf;
    }

    @Override
    public String types() {
      return "arrays";
    }
  }

  /** One for texts. */
  sealed interface OfText extends Normaliser {
    @Override
    default boolean fits(SqlType type) {
      return type instanceof SqlType.Untyped
          || type.sql().equals("VARCHAR")
          || type.sql().equals("JSON");
    }

    @Override
    default String types() {
      return "texts";
    }
  }

  /** One for numbers that can be infinite. */
  sealed interface OfFloats extends Normaliser {
    @Override
    default boolean fits(SqlType type) {
      return type.sql().equals("DOUBLE") || type.sql().equals("FLOAT");
    }

    @Override
    default String types() {
      return "floats and doubles";
    }
  }

  /** In the order in which they are applied. */
  static List<Class<? extends Normaliser>> order() {
    return List.of(
        Trim.class,
        Composed.class,
        LowerCase.class,
        NullLike.class,
        BooleanText.class,
        JsonText.class,
        Zone.class,
        NonfiniteNull.class,
        Float32.class,
        Scale.class,
        Precision.class,
        Unordered.class);
  }
}
