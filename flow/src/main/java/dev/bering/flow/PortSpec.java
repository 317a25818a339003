package dev.bering.flow;

import java.util.List;
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
  record Rows(String name, StructType schema, Class<?> rowType, Occurs occurs) implements PortSpec {
    public Rows(String name, StructType schema, Class<?> rowType) {
      this(name, schema, rowType, Occurs.ONCE);
    }

    @Override
    public Rows named(String other) {
      return new Rows(other, schema, rowType, occurs);
    }

    @Override
    public String declared() {
      List<String> meanings = Meaning.all(schema);
      return meanings.isEmpty()
          ? schema.toDDL()
          : schema.toDDL() + " where " + String.join(", ", meanings);
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

  /**
   * A model of this Java type.
   *
   * @param signature what is wanted of a {@link FrameModel}
   */
  record Model(String name, Class<?> type, ModelSignature signature, Occurs occurs)
      implements PortSpec {
    public Model(String name, Class<?> type) {
      this(name, type, ModelSignature.UNDECLARED, Occurs.ONCE);
    }

    @Override
    public Model named(String other) {
      return new Model(other, type, signature, occurs);
    }

    @Override
    public String declared() {
      return signature.isDeclared()
          ? "model %s: %s".formatted(TypeName.of(type), signature)
          : "model " + TypeName.of(type);
    }
  }
}
