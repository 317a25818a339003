package dev.bering.app;

import dev.bering.parity.ComparisonReport;
import dev.bering.parity.JUnitReport;
import dev.bering.parity.NoiseReport;
import dev.bering.parity.Rung;
import dev.bering.parity.SetReport;
import dev.bering.parity.SetText;
import dev.bering.parity.TextReport;
import java.util.LinkedHashMap;
import java.util.Map;

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
  }
}
