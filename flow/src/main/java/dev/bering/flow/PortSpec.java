package dev.bering.flow;

import org.apache.spark.sql.types.StructType;

/** What a port declares. */
public sealed interface PortSpec {

  /** The name: that of the record component. */
  String name();

  /** What may pass, as plans print it. */
  String declared();

  /** Whether frames pass, rather than models. */
  default boolean isFrame() {
    return !(this instanceof Model);
  }

  /**
   * A frame with these columns.
   *
   * @param rowType the record of the rows, or {@code Row} if the columns come from {@link Ddl}
   */
  record Rows(String name, StructType schema, Class<?> rowType) implements PortSpec {
    @Override
    public String declared() {
      return schema.toDDL();
    }
  }

  /** A {@code Frame<Row>} without declared columns: anything passes, nothing is checked. */
  record AnyRows(String name) implements PortSpec {
    @Override
    public String declared() {
      return "any columns, unchecked";
    }
  }

  /** A model of this Java type. */
  record Model(String name, Class<?> type) implements PortSpec {
    @Override
    public String declared() {
      return "model " + TypeName.of(type);
    }
  }
}
