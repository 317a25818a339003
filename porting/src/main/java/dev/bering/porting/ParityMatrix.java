package dev.bering.porting;

import dev.bering.model.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Components by verdict.
 *
 * @param components in the order in which they run
 */
public record ParityMatrix(List<ComponentReport> components) {

  public ParityMatrix {
    components = List.copyOf(components);
  }

  /** The weakest verdict of all. */
  public Verdict verdict() {
    return Verdict.weakest(components.stream().map(ComponentReport::verdict).toList());
  }

  /** How a command with this result ends: as the component that ended worst. */
  public ExitCode exitCode() {
    return components.isEmpty()
        ? ExitCode.UNDECIDED
        : ExitCode.worst(components.stream().map(c -> c.verdict().exitCode()).toList());
  }

  /** The first component that is known to differ. */
  public Optional<ComponentReport> firstDifferent() {
    return components.stream().filter(c -> c.verdict().isDifferent()).findFirst();
  }

  /** One row a port of a component, for machines. */
  public List<Row> rows() {
    return components.stream()
        .flatMap(
            component ->
                component.outputs().isEmpty()
                    ? component.inputs().stream()
                        .map(
                            input ->
                                new Row(
                                    component.component(),
                                    input.port(),
                                    component.verdict().word(),
                                    false,
                                    input.reason()))
                    : component.outputs().stream()
                        .map(
                            output ->
                                new Row(
                                    component.component(),
                                    output.port(),
                                    output.verdict().word(),
                                    output.verdict().isGreen(),
                                    output.reason())))
        .toList();
  }

  /**
   * A cell of the matrix.
   *
   * @param verdict one word, as {@link Verdict#word}
   */
  public record Row(String component, String port, String verdict, boolean green, String reason) {}

  /** As people read it: a line a component, and a line a port that is not green. */
  @Override
  public String toString() {
    int width = components.stream().mapToInt(c -> c.component().length()).max().orElse(0);
    var lines = new ArrayList<String>();
    for (ComponentReport component : components) {
      lines.add(
          String.format(
                  Locale.ROOT,
                  "%s %-" + Math.max(1, width) + "s  %s",
                  component.verdict().sign(),
                  component.component(),
                  component.verdict().word())
              .stripTrailing());
      rows().stream()
          .filter(row -> row.component().equals(component.component()) && !row.green())
          .forEach(row -> lines.add("    %s: %s".formatted(row.port(), row.reason())));
      component
          .left()
          .forEach((port, reason) -> lines.add("    %s is left: %s".formatted(port, reason)));
    }
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }
}
