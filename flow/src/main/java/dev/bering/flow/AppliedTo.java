package dev.bering.flow;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the input to which a component applies its {@link FrameModel}, as in {@code record
 * In(Frame<Feature> features, @AppliedTo("features") ModelItem<FrameModel<Sizes, Score>> scorer)}.
 * That input must declare the columns that the model is given.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface AppliedTo {

  /** The name of a port of the same record. */
  String value();
}
