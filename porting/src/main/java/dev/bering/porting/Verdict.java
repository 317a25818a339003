package dev.bering.porting;

import dev.bering.model.ExitCode;
import dev.bering.parity.Rung;
import java.util.Collection;
import java.util.Comparator;

/**
 * Whether an output, or a component with all its outputs, is what the legacy one made.
 *
 * @param outcome how far the check came
 * @param rung how the output compares; NOT_COMPARED unless the check came to that
 */
public record Verdict(Outcome outcome, Rung rung) {

  private static final Comparator<Verdict> WEAKEST_LAST =
      Comparator.comparing(Verdict::outcome).thenComparing(Verdict::rung);

  public Verdict {
    if (outcome != Outcome.COMPARED && rung != Rung.NOT_COMPARED) {
      throw new IllegalStateException("%s with rung %s".formatted(outcome, rung));
    }
  }

  static Verdict of(Rung rung) {
    return new Verdict(Outcome.COMPARED, rung);
  }

  static Verdict of(Outcome stop) {
    return new Verdict(stop, Rung.NOT_COMPARED);
  }

  /** The weakest of all; NOT_COMPARED if there is none. */
  static Verdict weakest(Collection<Verdict> all) {
    return all.stream().max(WEAKEST_LAST).orElse(of(Rung.NOT_COMPARED));
  }

  /** One word: that of the rung, or of the outcome. */
  public String word() {
    return outcome == Outcome.COMPARED ? rung.name() : outcome.name();
  }

  /** Whether this may be called equal. */
  public boolean isGreen() {
    return outcome == Outcome.COMPARED && rung.isGreen();
  }

  /** Whether the component is known to be at fault. */
  public boolean isDifferent() {
    return exitCode() == ExitCode.DIFFERENT;
  }

  /** How a command with this verdict ends. */
  public ExitCode exitCode() {
    return outcome == Outcome.COMPARED ? rung.exitCode() : outcome.exitCode();
  }

  /** {@code =} green, {@code *} different, {@code !} anything else. */
  char sign() {
    if (isGreen()) {
      return '=';
    }
    return isDifferent() ? '*' : '!';
  }
}
