package dev.bering.app;

import dev.bering.clone.CheckReport;
import dev.bering.clone.CloneReport;
import dev.bering.model.ExitCode;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.Rung;
import dev.bering.parity.SetReport;
import dev.bering.porting.ParityMatrix;
import java.time.Duration;
import java.util.List;

/**
 * What the demo did and what came of it.
 *
 * @param data which connections these are, in a sentence
 * @param legacyRows rows of the legacy table
 * @param ports the port as it was written first, then the corrected one
 * @param page the HTML report
 */
public record DemoReport(
    String data,
    long legacyRows,
    CloneReport replica,
    CheckReport check,
    List<Port> ports,
    String page,
    Duration elapsed) {

  public DemoReport {
    ports = List.copyOf(ports);
  }

  /**
   * A version of the port, compared with the recorded legacy outputs.
   *
   * @param name what distinguishes it
   * @param components one comparison for each component
   * @param alerts the final alerts as sets
   * @param replayed each component by itself, on what the legacy pipeline recorded
   * @param finding which component differs first, in a sentence
   */
  public record Port(
      String name,
      List<Component> components,
      SetReport alerts,
      List<ParityMatrix.Row> replayed,
      String finding) {
    public Port {
      components = List.copyOf(components);
      replayed = List.copyOf(replayed);
    }

    /** The weakest verdict of the components; of the sets too if they are not alike enough. */
    public Rung verdict() {
      Rung start = alerts.verdict().isGreen() ? Rung.EXACT : alerts.verdict();
      return components.stream()
          .map(component -> component.report().verdict())
          .reduce(start, DemoReport::weaker);
    }
  }

  /** A component and how its output compares. */
  public record Component(String name, ComparisonReport report) {}

  private static Rung weaker(Rung one, Rung other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** The corrected port. */
  public Port corrected() {
    return ports.get(ports.size() - 1);
  }

  /** Whether the platform may be switched: the copy is clean and the corrected port agrees. */
  public ExitCode exitCode() {
    return check.exitCode() == ExitCode.OK ? corrected().verdict().exitCode() : check.exitCode();
  }
}
