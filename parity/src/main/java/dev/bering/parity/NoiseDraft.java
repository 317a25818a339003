package dev.bering.parity;

import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Turns what was observed of several runs into findings and a verdict; pure. */
final class NoiseDraft {

  private static final int FACTS = 3;
  private static final String MOSTLY = "so much of it would excuse anything";

  private final ComparisonReport report;
  private final Observed noise;
  private final List<ComparisonReport> legacyRuns;
  private final List<ComparisonReport> newRuns;
  private final String unpaired;

  NoiseDraft(
      ComparisonReport report,
      Observed noise,
      List<ComparisonReport> legacyRuns,
      List<ComparisonReport> newRuns) {
    this.report = report;
    this.noise = noise;
    this.legacyRuns = legacyRuns;
    this.newRuns = newRuns;
    this.unpaired = unpaired();
  }

  /** Why too few rows were paired to speak of noise; empty if there were enough. */
  private String unpaired() {
    if (report.rows().paired() == 0) {
      return "no row has a partner, so no value was compared";
    }
    return legacyRuns.stream()
        .filter(run -> !NoiseRule.isMeasuredBy(run.rows()))
        .map(
            run ->
                "only %s of %s have a partner in %s"
                    .formatted(
                        Counts.of(run.rows().paired()),
                        Counts.of(run.rows().left(), "row"),
                        run.plan().right().source()))
        .findFirst()
        .orElse("");
  }

  /**
   * The comparison as the noise leaves it.
   *
   * @param seen what the new run differs in from the legacy run
   * @param again what new runs differ in among themselves
   */
  NoiseReport report(Observed seen, Observed again) {
    List<NoiseFinding> findings = new ArrayList<>();
    if (!legacyRuns.isEmpty()) {
      findings.addAll(findings(NoiseFinding.Runs.NEW_FROM_LEGACY, seen));
    }
    if (!newRuns.isEmpty()) {
      findings.addAll(findings(NoiseFinding.Runs.NEW_FROM_NEW, again));
    }
    List<ColumnResult> columns =
        report.columns().stream().map(column -> judged(column, findings)).toList();
    Rung verdict = verdict(columns, findings);
    return new NoiseReport(
        report.judged(verdict, reason(verdict, findings), columns),
        new NoiseFloor(
            NoiseRule.CONFIDENCE,
            legacyRuns.stream().map(NoiseDraft::run).toList(),
            newRuns.stream().map(NoiseDraft::run).toList(),
            findings));
  }

  private static NoiseFloor.Run run(ComparisonReport report) {
    return new NoiseFloor.Run(report.plan().right().source(), report.verdict(), report.reason());
  }

  private List<NoiseFinding> findings(NoiseFinding.Runs runs, Observed seen) {
    List<NoiseFinding> findings = new ArrayList<>();
    Observed.Rows rows = seen.rows();
    Proportion alone = noise.rows().alone();
    Proportion onlyLeft = new Proportion(rows.onlyLeft(), rows.left());
    Proportion onlyRight = new Proportion(rows.onlyRight(), rows.right());
    String aloneDoubt = ofRateOnly(alone);
    add(findings, runs, NoiseFinding.Kind.ROWS_ONLY_LEFT, "", onlyLeft, alone, aloneDoubt);
    add(findings, runs, NoiseFinding.Kind.ROWS_ONLY_RIGHT, "", onlyRight, alone, aloneDoubt);
    for (ColumnResult column : report.columns()) {
      String name = column.plan().name();
      Observed.Column found = seen.column(name);
      Observed.Column ofNoise = noise.column(name);
      add(
          findings,
          runs,
          NoiseFinding.Kind.VALUES,
          name,
          found.values(),
          ofNoise.values(),
          doubt(column.plan(), found, ofNoise));
      if (found.changed() > 0 && ofNoise.changed() > 0) {
        Proportion presence = ofNoise.ofPresence();
        add(
            findings,
            runs,
            NoiseFinding.Kind.PRESENCE,
            name,
            found.ofPresence(),
            presence,
            ofRateOnly(presence));
        findings.addAll(distances(runs, name, found, ofNoise));
      }
    }
    return findings;
  }

  /** Why the rate of what has no size is not enough; empty if it is. */
  private static String ofRateOnly(Proportion noise) {
    return NoiseRule.isMostOf(noise) ? MOSTLY : "";
  }

  private static String doubt(ColumnPlan column, Observed.Column found, Observed.Column ofNoise) {
    if (found.without().unmeasured() > 0) {
      return "how far apart they are is not measured";
    }
    return Presence.isOfNoSize(column) ? ofRateOnly(ofNoise.values()) : "";
  }

  private void add(
      List<NoiseFinding> findings,
      NoiseFinding.Runs runs,
      NoiseFinding.Kind kind,
      String column,
      Proportion found,
      Proportion ofNoise,
      String doubt) {
    if (found.part() + ofNoise.part() > 0) {
      NoiseFinding finding = NoiseFinding.ofRate(runs, kind, column, found, ofNoise);
      String why = unpaired.isEmpty() ? doubt : unpaired;
      if (!why.isEmpty()) {
        finding = finding.doubted(why);
      }
      findings.add(legacyRuns.isEmpty() ? finding.unmeasured() : finding);
    }
  }

  /** Only what is too far is worth a line of its own. */
  private static List<NoiseFinding> distances(
      NoiseFinding.Runs runs, String column, Observed.Column found, Observed.Column ofNoise) {
    NoiseFinding values =
        NoiseFinding.ofRate(
            runs, NoiseFinding.Kind.VALUES, column, found.values(), ofNoise.values());
    List<NoiseFinding> tooFar = new ArrayList<>();
    if (!NoiseRule.isOfSize(found.absolute(), ofNoise.absolute())) {
      tooFar.add(values.tooFar(NoiseFinding.Kind.DISTANCE, found.absolute(), ofNoise.absolute()));
    }
    if (!NoiseRule.isOfSize(found.relative(), ofNoise.relative())) {
      tooFar.add(
          values.tooFar(NoiseFinding.Kind.RELATIVE_DISTANCE, found.relative(), ofNoise.relative()));
    }
    return tooFar;
  }

  /** A column that differs is no better and no worse than its findings. */
  private static ColumnResult judged(ColumnResult column, List<NoiseFinding> findings) {
    List<NoiseFinding> own =
        findings.stream().filter(f -> f.column().equals(column.plan().name())).toList();
    boolean isMeasured =
        column.changed() > 0
            && column.rung() == Rung.MISMATCH
            && own.stream().anyMatch(f -> f.runs() == NoiseFinding.Runs.NEW_FROM_LEGACY);
    Rung rung = isMeasured ? column.plan().rung() : column.rung();
    for (NoiseFinding finding : own) {
      rung = rung.weaker(finding.rung());
    }
    return column.on(rung);
  }

  private Rung verdict(List<ColumnResult> columns, List<NoiseFinding> findings) {
    Rung worst = findings.stream().map(NoiseFinding::rung).reduce(Rung.EXACT, Rung::weaker);
    if (report.verdict() != Rung.MISMATCH || legacyRuns.isEmpty()) {
      return report.verdict().weaker(worst);
    }
    if (report.accepted().stream().anyMatch(AcceptedResult::fails)) {
      return Rung.MISMATCH;
    }
    for (ColumnResult key : report.keys()) {
      worst = worst.weaker(key.rung());
    }
    for (ColumnResult column : columns) {
      if (column.rung() != Rung.NOT_COMPARED) {
        worst = worst.weaker(column.rung());
      }
    }
    return worst;
  }

  private String reason(Rung verdict, List<NoiseFinding> findings) {
    if (verdict == Rung.WITHIN_LEGACY_NOISE) {
      return "%s, no more than between legacy runs".formatted(report.reason());
    }
    List<String> facts =
        findings.stream()
            .filter(finding -> finding.rung() == verdict && !verdict.isGreen())
            .map(NoiseFinding::sentence)
            .toList();
    if (facts.isEmpty()) {
      return report.reason();
    }
    String first = facts.stream().limit(FACTS).collect(Collectors.joining("; "));
    int more = facts.size() - FACTS;
    return more > 0 ? "%s; and %s".formatted(first, Counts.of(more, "finding")) : first;
  }
}
