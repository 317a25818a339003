package dev.bering.porting;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How a component compares with the legacy one.
 *
 * @param verdict the weakest of its ports
 * @param left outputs that were not compared, and why
 */
public record ComponentReport(
    String component,
    Verdict verdict,
    List<InputReport> inputs,
    List<OutputReport> outputs,
    Map<String, String> left,
    Duration elapsed) {

  public ComponentReport {
    Objects.requireNonNull(verdict, "verdict is null");
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    left = Map.copyOf(left);
  }

  /** A component of which nothing was recorded that could be used. */
  static ComponentReport notRecorded(String component, String reason) {
    Verdict verdict = Verdict.of(Outcome.NOT_RECORDED);
    return new ComponentReport(
        component,
        verdict,
        List.of(new InputReport("-", "-", Outcome.NOT_RECORDED, reason, 0, 0, List.of())),
        List.of(),
        Map.of(),
        Duration.ZERO);
  }
}
