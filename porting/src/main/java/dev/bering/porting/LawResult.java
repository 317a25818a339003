package dev.bering.porting;

import java.util.Objects;

/**
 * What a law came to.
 *
 * @param law the law in words
 * @param kept whether it holds; a law that could not be tested does not
 * @param fact the numbers
 */
public record LawResult(String law, boolean kept, String fact) {

  public LawResult {
    Objects.requireNonNull(law, "law is null");
    Objects.requireNonNull(fact, "fact is null");
  }

  /** As reports show it. */
  @Override
  public String toString() {
    return "%s: %s (%s)".formatted(kept ? "kept" : "broken", law, fact);
  }
}
