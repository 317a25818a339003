package dev.bering.tables.iceberg;

/**
 * Why a table cannot be understood.
 *
 * @param fact the part of a sentence behind the colon, without a full stop
 */
public record Obstacle(Kind kind, String fact) {

  /** What kind of reason. */
  public enum Kind {
    /** It is of a format version that is not known here. */
    UNKNOWN_FORMAT,
    /** It can be read with keys only. */
    ENCRYPTED,
    /** Something is not as the specification says. */
    DAMAGED
  }

  static Obstacle unknownFormat(int format, int newest) {
    return new Obstacle(
        Kind.UNKNOWN_FORMAT,
        "it is an Iceberg table of format version %d, and this version knows 1 to %d"
            .formatted(format, newest));
  }

  /** It can be read with keys only, as some fact shows. */
  public static Obstacle encrypted(String fact) {
    return new Obstacle(Kind.ENCRYPTED, "it is encrypted (%s)".formatted(fact));
  }

  static Obstacle damaged(String fact) {
    return new Obstacle(Kind.DAMAGED, fact);
  }
}
