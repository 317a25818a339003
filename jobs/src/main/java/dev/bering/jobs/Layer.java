package dev.bering.jobs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One file, or the options of one command, of those that make up a job.
 *
 * @param place how its origins name it
 */
record Layer(String place, Value.Fields values) {
  private static final String PARAMS = "params";

  /** Nothing said. */
  static Layer empty(String place) {
    return new Layer(place, Value.Fields.none(Origin.of(place)));
  }

  /**
   * The same with every parameter written out: {@code ds: 2026-01-01} says its default, and must
   * not hide the type that another layer gives it.
   */
  Layer withParametersWrittenOut() {
    Value.Fields changed = values;
    if (changed.at("spec").isPresent()) {
      changed = changed.with("spec", writtenOut(changed.at("spec").orElseThrow()));
    }
    Optional<Value> platforms = changed.at("platforms");
    if (platforms.isPresent() && platforms.get() instanceof Value.Fields blocks) {
      Map<String, Value> all = new LinkedHashMap<>();
      blocks.values().forEach((name, block) -> all.put(name, writtenOut(block)));
      changed = changed.with("platforms", new Value.Fields(all, blocks.origin()));
    }
    return new Layer(place, changed);
  }

  private static Value writtenOut(Value section) {
    if (section instanceof Value.Fields fields
        && fields.at(PARAMS).orElse(section) instanceof Value.Fields params
        && fields.at(PARAMS).isPresent()) {
      Map<String, Value> all = new LinkedHashMap<>();
      params
          .values()
          .forEach(
              (name, value) ->
                  all.put(
                      name,
                      value instanceof Value.Scalar scalar && !scalar.isNull()
                          ? new Value.Fields(Map.of("default", scalar), scalar.origin())
                          : value));
      return fields.with(PARAMS, new Value.Fields(all, params.origin()));
    }
    return section;
  }

  /** A text at the top; empty if it is none. */
  Optional<Value.Scalar> scalar(String key) {
    return values
        .at(key)
        .filter(Value.Scalar.class::isInstance)
        .map(Value.Scalar.class::cast)
        .filter(scalar -> !scalar.isNull());
  }
}
