package dev.bering.app;

import dev.bering.app.charts.Axis;
import dev.bering.app.charts.Grid;
import dev.bering.app.charts.ScatterChart;
import dev.bering.app.charts.ScatterChart.Dot;
import dev.bering.model.Bytes;
import dev.bering.model.Counts;
import dev.bering.transfer.TransferAdvice.Option;
import dev.bering.transfer.TransferAdvice.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Advice as a page shows it.
 *
 * @param title what it is about
 * @param cost what the cost of an option is of
 * @param options name, cost, by the GB, by the hour, days, what is said of it
 * @param chart cost by days, of those that carry what has to pass
 * @param paths what was measured: path, bytes, busiest, most, cost
 * @param leaks sentences
 * @param breakEvens name and GB
 * @param notes what limits how far this can be trusted
 */
public record AdvicePage(
    String title,
    String cost,
    List<List<String>> options,
    Optional<ScatterChart> chart,
    List<List<String>> paths,
    List<String> leaks,
    List<List<String>> breakEvens,
    List<String> notes) {

  public AdvicePage {
    options = List.copyOf(options);
    paths = List.copyOf(paths);
    leaks = List.copyOf(leaks);
    breakEvens = List.copyOf(breakEvens);
    notes = List.copyOf(notes);
  }

  static AdvicePage of(AdviceReport report) {
    return new AdvicePage(
        AdviceText.volume(report.advice()),
        AdviceText.cost(report.advice()),
        report.advice().options().stream()
            .map(
                option ->
                    List.of(
                        option.name(),
                        AdviceText.money(report, option.cost()),
                        AdviceText.money(report, option.data()),
                        AdviceText.money(report, option.hours()),
                        AdviceText.days(option),
                        AdviceText.said(option)))
            .toList(),
        chart(report),
        report.measured().stream()
            .flatMap(measured -> measured.paths().stream())
            .map(
                path ->
                    List.of(
                        path.path().text(),
                        Bytes.text(path.bytes()),
                        AdviceText.gbps(path.busiestGbps()),
                        AdviceText.gbps(path.mostGbps()),
                        AdviceText.money(report, path.month())))
            .toList(),
        report.measured().stream()
            .flatMap(measured -> measured.leaks().stream())
            .map(
                leak ->
                    "%s reaches %s through a NAT gateway; %s would cost %s a month less."
                        .formatted(
                            Bytes.text(leak.bytes()),
                            leak.service(),
                            AdviceText.endpoint(leak.endpoint()),
                            AdviceText.money(report, leak.month())))
            .toList(),
        report.advice().breakEvens().stream()
            .map(one -> List.of(one.name(), AdviceText.breakEven(one)))
            .toList(),
        AdviceText.notes(report));
  }

  private static Optional<ScatterChart> chart(AdviceReport report) {
    List<Option> shown =
        report.advice().options().stream()
            .filter(option -> option.standing() != Standing.REFUSED)
            .filter(option -> option.gbps().isPresent() && option.cost() > 0)
            .toList();
    if (shown.size() < 2) {
      return Optional.empty();
    }
    List<Dot> dots = new ArrayList<>();
    List<Dot> best = new ArrayList<>();
    for (Option option : shown) {
      boolean isBest = option.standing() == Standing.BEST && option.condition().isEmpty();
      Dot dot = new Dot(option.name(), option.days(), option.cost(), isBest ? "good" : "");
      dots.add(dot);
      if (isBest) {
        best.add(dot);
      }
    }
    best.sort(Comparator.comparingDouble(Dot::x));
    return Optional.of(
        new ScatterChart(
            "cost by days",
            new Grid(
                Axis.fromZero(
                    "days at least", shown.stream().map(Option::days).toList(), AdvicePage::number),
                Axis.logarithmic(
                    "cost " + AdviceText.cost(report.advice()),
                    shown.stream().map(Option::cost).toList(),
                    value -> AdviceText.money(report, value))),
            dots,
            best));
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Counts.of((long) value)
        : String.format(Locale.ROOT, "%.2g", value);
  }
}
