package dev.bering.app;

import dev.bering.parity.ColumnPlan;
import dev.bering.parity.ComparisonPlan;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.JUnitReport;
import dev.bering.parity.NoiseReport;
import dev.bering.parity.Rung;
import dev.bering.parity.SetPlan;
import dev.bering.parity.SetReport;
import dev.bering.parity.SetText;
import dev.bering.parity.TableSide;
import dev.bering.parity.TextReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What {@code bering diff} found, in every form in which it is handed on. */
interface DiffResult {

  /** The answer. */
  Rung verdict();

  /** For a terminal; lines. */
  String text();

  /** One self-contained HTML file. */
  String page();

  /** JUnit XML. */
  String junit();

  /** By the names that they have in JSON. */
  Map<String, Object> parts();

  /** What was compared. */
  Pair pair();

  /**
   * Two tables, and by what they were compared.
   *
   * @param by names of the key, or of what makes up a member of a set
   */
  record Pair(String left, String right, String by) {

    private static Pair of(TableSide left, TableSide right, String kind, List<ColumnPlan> columns) {
      String names = columns.stream().map(ColumnPlan::name).collect(Collectors.joining(", "));
      return new Pair(left.source(), right.source(), (kind + " " + names).strip());
    }

    private static Pair of(ComparisonPlan plan) {
      return of(plan.left(), plan.right(), plan.keys().isEmpty() ? "rows" : "key", plan.keys());
    }
  }

  /** Row by row. */
  record Rows(ComparisonReport report) implements DiffResult {
    @Override
    public Rung verdict() {
      return report.verdict();
    }

    @Override
    public String text() {
      return TextReport.of(report);
    }

    @Override
    public String page() {
      return Pages.comparison(report);
    }

    @Override
    public String junit() {
      return JUnitReport.of(report);
    }

    @Override
    public Map<String, Object> parts() {
      return Map.of("report", report);
    }

    @Override
    public Pair pair() {
      return Pair.of(report.plan());
    }
  }

  /** Row by row, measured against the noise of other runs. */
  record Noise(NoiseReport noise) implements DiffResult {
    @Override
    public Rung verdict() {
      return noise.report().verdict();
    }

    @Override
    public String text() {
      return TextReport.of(noise);
    }

    @Override
    public String page() {
      return Pages.comparison(noise);
    }

    @Override
    public String junit() {
      return JUnitReport.of(noise);
    }

    @Override
    public Map<String, Object> parts() {
      Map<String, Object> parts = new LinkedHashMap<>();
      parts.put("report", noise.report());
      parts.put("noise", noise.floor());
      return parts;
    }

    @Override
    public Pair pair() {
      return Pair.of(noise.report().plan());
    }
  }

  /** As sets. */
  record Sets(SetReport report) implements DiffResult {
    @Override
    public Rung verdict() {
      return report.verdict();
    }

    @Override
    public String text() {
      return SetText.of(report);
    }

    @Override
    public String page() {
      return Pages.sets(report);
    }

    @Override
    public String junit() {
      return JUnitReport.of(report);
    }

    @Override
    public Map<String, Object> parts() {
      return Map.of("sets", report);
    }

    @Override
    public Pair pair() {
      SetPlan plan = report.plan();
      return Pair.of(plan.left(), plan.right(), "set of", plan.columns());
    }
  }
}
