package dev.bering.app;

import dev.bering.cost.CostPareto;
import dev.bering.parity.ComparisonReport;
import dev.bering.parity.NoiseReport;
import dev.bering.parity.SetReport;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.List;
import java.util.Map;

/**
 * Reports as HTML: one file each, with its styles and pictures inside, that asks no other server
 * for anything. The templates escape every value for the place where it stands.
 */
final class Pages {

  private static final class Holder {
    static final TemplateEngine TEMPLATES =
        TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.bering.app.pages");
  }

  private Pages() {}

  /** The report of one comparison. */
  static String comparison(ComparisonReport report) {
    return render("comparison.jte", Map.of("report", report, "footer", footer()));
  }

  /** The report of one comparison that was measured against noise. */
  static String comparison(NoiseReport report) {
    return render("noise.jte", Map.of("noise", report, "footer", footer()));
  }

  /** The report of a comparison as sets. */
  static String sets(SetReport report) {
    return render("sets.jte", Map.of("report", report, "footer", footer()));
  }

  /** The report of a demo. */
  static String demo(DemoReport report) {
    List<FlowPicture> pictures = report.ports().stream().map(DemoPicture::of).toList();
    return render("demo.jte", Map.of("report", report, "pictures", pictures, "footer", footer()));
  }

  /** A flow: its picture, components and ports. */
  static String flow(FlowGraph graph) {
    return render("flow.jte", Map.of("graph", graph, "footer", footer()));
  }

  /** Who moves how much when. */
  static String series(SeriesPage page) {
    return render("series.jte", Map.of("page", page, "footer", footer()));
  }

  /** Which jobs are most of the cost. */
  static String pareto(CostPareto pareto, CostTimeOptions.Time time, List<String> notes) {
    return render(
        "pareto.jte",
        Map.of(
            "pareto",
            pareto,
            "about",
            CostText.about(pareto.basis(), time),
            "notes",
            notes,
            "footer",
            footer()));
  }

  /** What things cost. */
  static String costs(CostReportPage page) {
    return render("costs.jte", Map.of("page", page, "footer", footer()));
  }

  /** What a job costs on two platforms. */
  static String costComparison(CostComparisonPage page) {
    return render("costComparison.jte", Map.of("page", page, "footer", footer()));
  }

  /** What ways through a network would cost. */
  static String advice(AdvicePage page) {
    return render("advice.jte", Map.of("page", page, "footer", footer()));
  }

  private static String render(String template, Map<String, Object> parameters) {
    StringOutput page = new StringOutput();
    Holder.TEMPLATES.render(template, parameters, page);
    return page.toString();
  }

  static String footer() {
    return "Written by " + Version.text() + ".";
  }
}
