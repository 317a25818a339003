package dev.bering.flow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names a component and its version, as plans and reports show them. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Component {

  /** The name; the simple name of the class unless given. */
  String name() default "";

  /** The version of what the component computes: raise it when its results change. */
  String version() default "1";
}
