package dev.bering.flow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares in Spark's DDL what a Java type does not say: the columns of a {@code Frame<Row>} port,
 * as in {@code @Ddl("host STRING NOT NULL, reason STRING") Frame<Row> rejected}, or the precision
 * of a {@code BigDecimal} column of a row record, as in {@code @Ddl("DECIMAL(12,2)") BigDecimal
 * amount}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Ddl {

  /** The columns, or the type. */
  String value();
}
