package dev.bering.app;

import dev.bering.app.charts.BarChart;
import dev.bering.cost.CostPareto;
import dev.bering.cost.CostPareto.Line;
import dev.bering.cost.CostPareto.OfCurrency;
import dev.bering.cost.Costs;
import dev.bering.model.Counts;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Which jobs are most of the cost, for a terminal and for pages; called by a template. */
public final class CostParetoText {

  private static final int BAR = 24;

  private CostParetoText() {}

  /** A table for each currency. */
  static String of(CostPareto pareto) {
    StringBuilder text = new StringBuilder();
    for (OfCurrency table : pareto.currencies()) {
      text.append(text.isEmpty() ? "" : System.lineSeparator());
      TextColumns lines = new TextColumns();
      lines.line("job", table.currency(), "", "with all above", "platform");
      BarChart chart = chart(pareto, table);
      for (int i = 0; i < table.jobs().size(); i++) {
        Line job = table.jobs().get(i);
        lines.line(
            job.job(),
            money(pareto, job.costs()),
            chart.blocks(chart.bars().get(i), BAR),
            CostText.percent(job.cumulated()),
            where(pareto, table, i));
      }
      text.append(lines.text(""));
      summary(pareto, table).forEach(line -> text.append(line).append(System.lineSeparator()));
    }
    return text.isEmpty() ? "no charges in this time%n".formatted() : text.toString();
  }

  /** What it comes to, a sentence each. */
  public static List<String> summary(CostPareto pareto, OfCurrency table) {
    String next = table.next().stream().map(Line::job).limit(5).collect(Collectors.joining(", "));
    return List.of(
        "%s of %s cost %d %% of the %s %s of all jobs"
            .formatted(
                Counts.of(table.vital()),
                Counts.of(table.jobs().size(), "job"),
                pareto.percent(),
                money(pareto, table.total()),
                table.currency()),
        "moved to %s: %s, left: %s, where nobody knows: %s"
            .formatted(
                pareto.to(),
                money(pareto, table.moved()),
                money(pareto, table.left()),
                money(pareto, table.unknown())),
        "beside jobs (idle, untagged, taxes and so on): " + money(pareto, table.beside()),
        "to move next: " + (next.isEmpty() ? "none of these" : next));
  }

  /** The jobs as bars. */
  public static BarChart chart(CostPareto pareto, OfCurrency table) {
    return new BarChart(
        new BarChart.Heads("job", table.currency(), "with all above, platform"),
        IntStream.range(0, table.jobs().size()).mapToObj(at -> bar(pareto, table, at)).toList());
  }

  private static BarChart.Bar bar(CostPareto pareto, OfCurrency table, int at) {
    Line job = table.jobs().get(at);
    return new BarChart.Bar(
        job.job(),
        job.costs().on(pareto.basis()).doubleValue(),
        money(pareto, job.costs()),
        "%s, %s".formatted(CostText.percent(job.cumulated()), where(pareto, table, at)),
        switch (job.state()) {
          case MOVED -> "good";
          case LEFT -> "held";
          case UNKNOWN -> "open";
        });
  }

  /** Where a job is; the last of the vital few has a mark. */
  private static String where(CostPareto pareto, OfCurrency table, int at) {
    return table.jobs().get(at).platform().orElse("nobody knows where")
        + (at == table.vital() - 1 ? "  <- %d %%".formatted(pareto.percent()) : "");
  }

  private static String money(CostPareto pareto, Costs costs) {
    return CostText.money(costs.on(pareto.basis()));
  }
}
