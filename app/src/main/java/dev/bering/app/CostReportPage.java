package dev.bering.app;

import dev.bering.app.charts.BarChart;
import dev.bering.app.charts.StackChart;
import dev.bering.cost.Basis;
import dev.bering.cost.ConsumerKind;
import dev.bering.cost.CostReport;
import dev.bering.cost.CostReport.KindCosts;
import dev.bering.cost.CostReport.Line;
import dev.bering.cost.CostReport.OfCurrency;
import dev.bering.cost.Costs;
import dev.bering.model.Counts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What things cost, as a page shows it.
 *
 * @param title what is told apart
 * @param about of which costs and which time
 * @param tables one for each currency
 * @param notes what bills cannot be trusted for
 */
public record CostReportPage(String title, String about, List<Table> tables, List<String> notes) {

  /** What is no usage: it is charged, and nobody has used it. */
  private static final Set<ConsumerKind> BESIDE =
      EnumSet.of(
          ConsumerKind.TAX, ConsumerKind.CREDIT, ConsumerKind.PURCHASE, ConsumerKind.ADJUSTMENT);

  /**
   * One currency.
   *
   * @param facts what it comes to, and how much of the usage somebody is known to have caused
   * @param kinds what for
   * @param chart who, dearest first; then what has no name
   * @param heads of the columns of {@code rows}
   * @param rows who, on every basis
   */
  public record Table(
      String currency,
      List<PageFact> facts,
      StackChart kinds,
      BarChart chart,
      List<String> heads,
      List<List<String>> rows,
      List<String> notes) {

    public Table {
      facts = List.copyOf(facts);
      heads = List.copyOf(heads);
      rows = List.copyOf(rows);
      notes = List.copyOf(notes);
    }
  }

  public CostReportPage {
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
  }

  static CostReportPage of(CostReport report, CostTimeOptions.Time time, List<String> notes) {
    return new CostReportPage(
        "What it costs, by " + report.by(),
        CostText.about(report.basis(), time),
        report.currencies().stream().map(table -> table(report, table)).toList(),
        notes);
  }

  private static Table table(CostReport report, OfCurrency table) {
    BigDecimal listed = table.listPriced().on(report.basis());
    return new Table(
        table.currency(),
        facts(report.basis(), table),
        kinds(report.basis(), table),
        new BarChart(
            new BarChart.Heads(report.by(), table.currency(), "share, attempts that succeeded"),
            bars(report.basis(), table)),
        heads(report),
        rows(report, table),
        report.basis() != Basis.LIST && listed.signum() != 0
            ? List.of(
                "%s of it at list price, as the bill has no other."
                    .formatted(CostText.money(listed)))
            : List.of());
  }

  private static List<PageFact> facts(Basis basis, OfCurrency table) {
    BigDecimal named =
        sum(basis, table, Set.of(ConsumerKind.RUN, ConsumerKind.JOB, ConsumerKind.PIPELINE));
    BigDecimal idle = sum(basis, table, Set.of(ConsumerKind.IDLE));
    BigDecimal beside = sum(basis, table, BESIDE);
    BigDecimal usage = table.total().on(basis).subtract(beside);
    List<PageFact> facts = new ArrayList<>();
    facts.add(new PageFact("in all, " + table.currency(), CostText.money(table.total().on(basis))));
    facts.add(new PageFact("runs, jobs, pipelines", CostText.money(named)));
    facts.add(new PageFact("idle", CostText.money(idle)));
    facts.add(new PageFact("nobody's", CostText.money(usage.subtract(named).subtract(idle))));
    facts.add(new PageFact("no usage: taxes and so on", CostText.money(beside)));
    if (usage.signum() > 0) {
      facts.add(
          new PageFact(
              "of the usage is somebody's",
              CostText.percent(named.divide(usage, MathContext.DECIMAL64).doubleValue())));
    }
    return facts;
  }

  private static BigDecimal sum(Basis basis, OfCurrency table, Set<ConsumerKind> wanted) {
    Set<String> names = wanted.stream().map(ConsumerKind::text).collect(Collectors.toSet());
    return table.kinds().stream()
        .filter(kind -> names.contains(kind.kind()))
        .map(kind -> kind.costs().on(basis))
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  private static StackChart kinds(Basis basis, OfCurrency table) {
    List<StackChart.Part> parts =
        table.kinds().stream().map(kind -> part(kind, kind.costs().on(basis))).toList();
    return new StackChart("what for", parts, StackChart.sum(parts));
  }

  private static StackChart.Part part(KindCosts kind, BigDecimal cost) {
    return new StackChart.Part(kind.kind(), cost.doubleValue(), CostText.money(cost));
  }

  private static List<BarChart.Bar> bars(Basis basis, OfCurrency table) {
    List<BarChart.Bar> bars = new ArrayList<>();
    Optional<BarChart.Bar> more = Optional.empty();
    if (table.moreLines() > 0) {
      BigDecimal cost = table.more().on(basis);
      more =
          Optional.of(
              new BarChart.Bar(
                  Counts.of(table.moreLines()) + " more",
                  cost.doubleValue(),
                  CostText.money(cost),
                  "",
                  "aside"));
    }
    for (Line line : table.lines()) {
      if (line.isNameless()) {
        more.ifPresent(bars::add);
        more = Optional.empty();
      }
      BigDecimal cost = line.costs().on(basis);
      bars.add(
          new BarChart.Bar(
              line.consumer(),
              cost.doubleValue(),
              CostText.money(cost),
              line.attempts() == 0
                  ? CostText.percent(line.share())
                  : "%s, %s of %s"
                      .formatted(
                          CostText.percent(line.share()),
                          Counts.of(line.succeeded()),
                          Counts.of(line.attempts())),
              tone(line)));
    }
    more.ifPresent(bars::add);
    return bars;
  }

  /** What nobody is known to have caused, and what is no usage, look unlike the rest. */
  private static String tone(Line line) {
    if (!line.isNameless()) {
      return "";
    }
    return Arrays.stream(ConsumerKind.values())
            .anyMatch(kind -> BESIDE.contains(kind) && kind.text().equals(line.consumer()))
        ? "aside"
        : "open";
  }

  private static List<String> heads(CostReport report) {
    List<String> heads =
        new ArrayList<>(
            List.of(report.by(), "effective", "list", "billed", "share", "attempts", "succeeded"));
    report.per().ifPresent(unit -> heads.add("per " + unit.text()));
    return heads;
  }

  private static List<List<String>> rows(CostReport report, OfCurrency table) {
    List<List<String>> rows = new ArrayList<>();
    for (Line line : table.lines()) {
      List<String> row = row(line.consumer(), line.costs());
      row.add(CostText.percent(line.share()));
      row.add(line.attempts() == 0 ? "" : Counts.of(line.attempts()));
      row.add(line.attempts() == 0 ? "" : Counts.of(line.succeeded()));
      report.per().ifPresent(unit -> row.add(line.unitCost().map(CostText::rate).orElse("")));
      rows.add(row);
    }
    if (table.moreLines() > 0) {
      rows.add(filled(row(Counts.of(table.moreLines()) + " more", table.more()), report));
    }
    rows.add(filled(row("in all", table.total()), report));
    return rows;
  }

  private static List<String> row(String name, Costs costs) {
    return new ArrayList<>(
        List.of(
            name,
            CostText.money(costs.effective()),
            CostText.money(costs.list()),
            CostText.money(costs.billed())));
  }

  private static List<String> filled(List<String> row, CostReport report) {
    int columns = heads(report).size();
    while (row.size() < columns) {
      row.add("");
    }
    return row;
  }
}
