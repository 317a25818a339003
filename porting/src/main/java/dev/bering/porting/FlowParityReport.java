package dev.bering.porting;

import dev.bering.model.ExitCode;
import java.util.List;
import java.util.Objects;

/**
 * How a flow compares with the legacy pipeline.
 *
 * @param components each on recorded inputs, in the order in which they run
 * @param endToEnd the flow on its recorded inputs, where a difference is handed on
 */
public record FlowParityReport(String flow, ParityMatrix components, ComponentReport endToEnd) {

  public FlowParityReport {
    Objects.requireNonNull(components, "components is null");
    Objects.requireNonNull(endToEnd, "endToEnd is null");
  }

  /** Which component differs first, or what else is to be said, in one sentence. */
  public String finding() {
    List<ComponentReport> all = components.components();
    List<String> open =
        all.stream()
            .takeWhile(c -> !c.verdict().isDifferent())
            .filter(c -> !c.verdict().isGreen())
            .map(ComponentReport::component)
            .toList();
    String before =
        open.isEmpty() ? "" : ", as far as is known: undecided " + String.join(", ", open);
    return components
        .firstDifferent()
        .map(c -> "the first component that differs is %s%s".formatted(c.component(), before))
        .orElse(
            open.isEmpty()
                ? endToEnd.verdict().isGreen()
                    ? "no component differs, and neither does the flow"
                    : "no component differs by itself, but the flow does not agree: "
                        + endToEnd.verdict().word()
                : "no component is known to differ; undecided " + String.join(", ", open));
  }

  /** How a command with this result ends. */
  public ExitCode exitCode() {
    return ExitCode.worst(List.of(components.exitCode(), endToEnd.verdict().exitCode()));
  }

  /** As people read it. */
  @Override
  public String toString() {
    return "flow %s, each component on recorded inputs:\n%sfrom end to end:\n%s%s\n"
        .formatted(flow, components, new ParityMatrix(List.of(endToEnd)), finding());
  }
}
