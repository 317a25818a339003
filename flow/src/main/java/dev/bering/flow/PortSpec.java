package dev.bering.flow;

import org.apache.spark.sql.types.StructType;

/** What a port declares. */
public sealed interface PortSpec {

  /** How many of a port a bundle may hold. */
  enum Occurs {
    /** Exactly one: {@code Frame<T>}. */
    ONCE,
    /** One or none: {@code Optional<Frame<T>>}. */
    OPTIONAL,
    /** Any number, also none: {@code List<Frame<T>>}; they are called {@code parts[0]} and on. */
    REPEATED
  }

  /** The name: that of the record component. */
  String name();

  /** What may pass, as plans print it. */
  String declared();

  /** How many of it a bundle may hold. */
  Occurs occurs();

  /** The same port under another name. */
  PortSpec named(String other);

  /** Whether frames pass, rather than models. */
  default boolean isFrame() {
    return !(this instanceof Model);
  }

  /**
   * A frame with these columns.
   *
   * @param rowType the record of the rows, or {@code Row} if the columns come from {@link Ddl}
   */
  record Rows(String name, StructType schema, Class<?> rowType, Occurs occurs)
      implements PortSpec {
    public Rows(String name, StructType schema, Class<?> rowType) {
      this(name, schema, rowType, Occurs.ONCE);
    }

    @Override
    public Rows named(String other) {
      return new Rows(other, schema, rowType, occurs);
    }

    @Override
    public String declared() {
      return schema.toDDL();
    }
  }

  /** A {@code Frame<Row>} without declared columns: anything passes, nothing is checked. */
  record AnyRows(String name, Occurs occurs) implements PortSpec {
    public AnyRows(String name) {
      this(name, Occurs.ONCE);
    }

    @Override
    public AnyRows named(String other) {
      return new AnyRows(other, occurs);
    }

    @Override
    public String declared() {
      return "any columns, unchecked";
    }
  }

  /** A model of this Java type. */
  record Model(String name, Class<?> type, Occurs occurs) implements PortSpec {
    public Model(String name, Class<?> type) {
      this(name, type, Occurs.ONCE);
    }

    @Override
    public Model named(String other) {
      return new Model(other, type, occurs);
    }

    @Override
    public String declared() {
      return "model " + TypeName.of(type);
    }
  }
}
