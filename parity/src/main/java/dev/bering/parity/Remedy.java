package dev.bering.parity;

import java.util.Objects;

/**
 * What would remove a cause of differences. Nobody applies it but its reader.
 *
 * @param yaml a part of a comparison document that makes it count as equal, ready to be pasted;
 *     empty if nothing of the kind exists
 * @param hint what to change in the code that computes the column; empty if there is nothing to say
 */
public record Remedy(String yaml, String hint) {

  /** Nothing is known to help. */
  static final Remedy NONE = new Remedy("", "");

  public Remedy {
    Objects.requireNonNull(yaml, "yaml is null");
    Objects.requireNonNull(hint, "hint is null");
  }

  boolean isNone() {
    return yaml.isEmpty() && hint.isEmpty();
  }

  static Remedy code(String hint) {
    return new Remedy("", hint);
  }
}
