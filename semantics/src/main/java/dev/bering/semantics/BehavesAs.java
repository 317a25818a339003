package dev.bering.semantics;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The engines, with their versions where it matters, whose function this one behaves as. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.FIELD})
public @interface BehavesAs {

  /** Such as {@code Hive} or {@code Spark 3 without ANSI}. */
  String[] value();
}
