package dev.bering.model;

import java.util.Objects;

/**
 * One thing that is wrong, told to a person.
 *
 * <p>The message has the form {@code Cannot <verb> <subject>: <fact with the values>.}; the hint is
 * the next step, a phrase without a full stop.
 *
 * @param code stable name in upper case, such as {@code CLONE_TARGET_INSIDE_SOURCE}
 * @param message the sentence
 * @param hint what to do next
 */
public record Problem(String code, String message, String hint) {

  public Problem {
    Objects.requireNonNull(code, "code is null");
    Objects.requireNonNull(message, "message is null");
    Objects.requireNonNull(hint, "hint is null");
    if (code.isBlank() || message.isBlank() || hint.isBlank()) {
      throw new IllegalStateException(
          "Problem with a blank part: code='%s' message='%s' hint='%s'"
              .formatted(code, message, hint));
    }
  }
}
