package dev.bering.flow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what the values of a column mean, beyond their type: {@code @Semantic("ip-address") String
 * source}. A column that declares a meaning reads only from one that declares the same; one that
 * declares none reads from any. The meaning is in the metadata of the column, under {@value
 * Meaning#KEY}.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Semantic {

  /** The meaning, in small letters, digits and dashes: {@code ip-address}. */
  String value();
}
