package dev.bering.porting;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the check of a component will do; made by {@link ComponentParity#plan}. */
public record ComponentPlan(ComponentParity parity) {

  /** The plan as people read it. */
  @Override
  public String toString() {
    var lines = new ArrayList<String>();
    lines.add("check component " + parity.name());
    parity
        .inputs()
        .forEach(
            (port, recorded) -> {
              lines.add("  feed %s from %s".formatted(port, recorded));
              laws(lines, recorded);
            });
    parity.models().forEach((port, model) -> lines.add("  feed %s: %s".formatted(port, model)));
    parity
        .outputs()
        .forEach(
            (port, expected) -> {
              lines.add(
                  "  compare %s with %s %s"
                      .formatted(port, expected.recorded(), expected.manner()));
              laws(lines, expected.recorded());
            });
    parity.left().forEach((port, reason) -> lines.add("  leave %s: %s".formatted(port, reason)));
    return lines.stream().collect(Collectors.joining("\n", "", "\n"));
  }

  private static void laws(List<String> lines, Recorded recorded) {
    recorded
        .translator()
        .ifPresent(
            translator ->
                translator.laws().forEach(law -> lines.add("    test: " + law.sentence())));
  }
}
