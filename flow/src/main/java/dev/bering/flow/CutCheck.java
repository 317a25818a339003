package dev.bering.flow;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Everything wrong with where a run begins: what is given, and what is selected. */
final class CutCheck {
  private final Wiring wiring;
  private final Selection selection;
  private final List<Problem> problems = new ArrayList<>();

  private CutCheck(Wiring wiring, Selection selection) {
    this.wiring = wiring;
    this.selection = selection;
  }

  /**
   * @param targets all that is to be written, also by nodes that are not selected
   * @param given the ports that are given, needed or not
   * @param cut what came of them
   */
  static List<Problem> problems(
      Wiring wiring, List<Cut.Target> targets, Set<PortRef> given, Selection selection, Cut cut) {
    var check = new CutCheck(wiring, selection);
    List<String> unknown = selection.unknown(wiring.plan());
    unknown.forEach(check::unknownNode);
    for (Cut.Target target : cut.targets()) {
      if (given.contains(target.source()) && wiring.makes(target.source())) {
        check.nothingLeft(target);
      }
    }
    for (PortRef port : inOrder(given)) {
      check.given(port, cut);
    }
    if (unknown.isEmpty() && !targets.isEmpty()) {
      if (cut.targets().isEmpty()) {
        check.noneWritten(targets);
      }
      cut.open().forEach(check::open);
    }
    return check.problems;
  }

  /** One order of problems for one mistake. */
  private static List<PortRef> inOrder(Set<PortRef> ports) {
    return ports.stream().sorted(Comparator.comparing(PortRef::toString)).toList();
  }

  private String run() {
    String flow = wiring.plan().flow();
    return selection.isAll() ? flow : flow + " " + selection;
  }

  private void unknownNode(String path) {
    add(
        "FLOW_SELECTION_UNKNOWN",
        "Cannot run %s: there is no node %s.".formatted(run(), path),
        NearestName.hint(path, Selection.paths(wiring.plan())));
  }

  private void nothingLeft(Cut.Target target) {
    add(
        "FLOW_SINK_GIVEN",
        "Cannot write %s of %s: %s is given, so there is nothing left to do."
            .formatted(target.sink().port(), wiring.plan().flow(), target.source()),
        "drop the sink, or do not give the port");
  }

  private void given(PortRef port, Cut cut) {
    String subject = "Cannot give %s of %s".formatted(port, wiring.plan().flow());
    if (!wiring.makes(port) && !wiring.stored().contains(port)) {
      add(
          "FLOW_GIVEN_UNKNOWN",
          subject + ": there is no node with such an output.",
          NearestName.hint(port.toString(), frames()));
    } else if (!wiring.spec(port).isFrame()) {
      add(
          "FLOW_GIVEN_MODEL",
          subject + ": it is a model.",
          "give the frames that %s reads, and have it make the model".formatted(port.node()));
    } else if (!cut.given().contains(port)) {
      add(
          "FLOW_GIVEN_UNUSED",
          subject + ": nothing that is to be written needs it.",
          "do not give it, or write a port that is made from it");
    }
  }

  private Set<String> frames() {
    var frames = new TreeSet<String>();
    wiring.stored().forEach(port -> frames.add(port.toString()));
    for (FlowPlan.Node node : wiring.plan().nodes()) {
      node.outputs().stream()
          .filter(PortSpec::isFrame)
          .forEach(port -> frames.add(new PortRef(node.path(), port.name()).toString()));
    }
    return frames;
  }

  private void noneWritten(List<Cut.Target> targets) {
    List<String> makers =
        targets.stream().map(target -> target.source().node()).distinct().toList();
    add(
        "FLOW_SELECTION_EMPTY",
        "Cannot run %s: none of these nodes makes a port that is to be written.".formatted(run()),
        "select one of %s, or write another port".formatted(String.join(", ", makers)));
  }

  private void open(Cut.Open open) {
    if (wiring.stored().contains(open.port())) {
      Problem unbound = BetweenSlices.unbound(wiring.plan(), open.port());
      if (!problems.contains(unbound)) {
        problems.add(unbound);
      }
      return;
    }
    boolean frame = wiring.spec(open.port()).isFrame();
    add(
        "FLOW_SELECTION_OPEN",
        "Cannot run %s: %s reads %s, which is neither made nor given."
            .formatted(run(), open.reader(), open.port()),
        frame
            ? "give the port %s, or select %s too".formatted(open.port(), open.port().node())
            : "select %s too; a model cannot be given".formatted(open.port().node()));
  }

  private void add(String code, String message, String hint) {
    problems.add(new Problem(code, message, hint));
  }
}
