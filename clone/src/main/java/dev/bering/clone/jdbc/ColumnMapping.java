package dev.bering.clone.jdbc;

import dev.bering.tables.ColumnType;
import dev.bering.tables.DeltaSchema;

/**
 * How a column of the source becomes a column of the Delta table.
 *
 * @param name the same on both sides
 * @param sourceType as the database spells it
 * @param type of the Delta column
 * @param select SQL that gives the value as text, or as bytes for {@link ValueKind#BYTES}
 * @param digest SQL that gives the MD5 of exactly what {@code select} gives
 * @param kind how the text is understood
 * @param noDates what becomes of values that stand for no date
 */
public record ColumnMapping(
    String name,
    String sourceType,
    ColumnType type,
    boolean nullable,
    String select,
    String digest,
    ValueKind kind,
    NoDates noDates) {

  /** What becomes of zero dates and infinities. */
  public enum NoDates {
    /** The run ends and names the row. */
    REFUSED,
    /** Declared by the user. */
    NULL
  }

  Object parse(String text) throws ValueKind.Unmappable {
    return type instanceof ColumnType.Decimal decimal
        ? kind.parse(text, decimal.precision(), decimal.scale())
        : kind.parse(text, 0, 0);
  }

  DeltaSchema.Field field() {
    return new DeltaSchema.Field(name, type, nullable || noDates == NoDates.NULL);
  }

  /** Everything that decides which values end up in the target. */
  String rule() {
    return String.join("|", name, type.ddl(), select, kind.name(), noDates.name());
  }
}
