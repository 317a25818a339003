package dev.bering.parity;

import dev.bering.model.Counts;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A comparison's report for a terminal, complete without colour: {@code =} equal, {@code *}
 * changed, {@code -} only on the left, {@code +} only on the right, {@code !} not compared or not
 * decided.
 */
public final class TextReport {

  private static final int SAMPLES_PER_COLUMN = 5;

  /** Of a wider table only the columns that there is something to say of are listed. */
  private static final int LISTED_COLUMNS = 20;

  private final ComparisonReport report;
  private final List<String> noise;
  private final ReportLines lines = new ReportLines();

  private TextReport(ComparisonReport report, List<String> noise) {
    this.report = report;
    this.noise = noise;
  }

  /** The lines, each ended by a line feed. */
  public static String of(ComparisonReport report) {
    return new TextReport(report, List.of()).text();
  }

  /** The lines, each ended by a line feed, with what is noise. */
  public static String of(NoiseReport report) {
    return new TextReport(report.report(), noise(report.floor())).text();
  }

  private static List<String> noise(NoiseFloor floor) {
    List<String> content = new ArrayList<>();
    floor.legacyRuns().forEach(run -> content.add(run("legacy again", run)));
    floor.newRuns().forEach(run -> content.add(run("new again", run)));
    for (NoiseFinding finding : floor.findings()) {
      content.add("%s %s".formatted(ReportLines.glyph(finding.rung()), finding.sentence()));
    }
    content.add(
        "rates are noise up to a one-sided bound of %s confidence"
            .formatted(Percent.of(floor.confidence())));
    return content;
  }

  private static String run(String which, NoiseFloor.Run run) {
    return "%s  %s  %s: %s".formatted(which, run.source(), run.verdict(), run.reason());
  }

  private String text() {
    ComparisonPlan plan = report.plan();
    lines.add(
        "%s %s: %s"
            .formatted(ReportLines.glyph(report.verdict()), report.verdict(), report.reason()));
    lines.add("");
    lines.add(table("left ", plan.left()));
    lines.add(table("right", plan.right()));
    lines.add("key    " + PlanText.key(plan));
    lines.section("rows", rows());
    lines.section("ties", ties());
    lines.section("columns", columns());
    lines.section("noise", noise);
    lines.section("changed", changed());
    lines.section("only on the left", only("-", report.onlyLeft(), Side.LEFT));
    lines.section("only on the right", only("+", report.onlyRight(), Side.RIGHT));
    lines.section("normalisers", normalisers());
    lines.section("accepted", accepted());
    lines.section("explanations", explanations());
    lines.section("notes", notes());
    return lines.text();
  }

  private List<String> rows() {
    RowCounts rows = report.rows();
    List<String> content = new ArrayList<>();
    content.add("= %s equal".formatted(Counts.of(rows.equal())));
    addCount(content, "*", rows.changed(), "changed");
    addCount(content, "-", rows.onlyLeft(), "only on the left");
    addCount(content, "+", rows.onlyRight(), "only on the right");
    return content;
  }

  private List<String> ties() {
    List<String> content = new ArrayList<>();
    if (report.plan().ties().isDeclared()) {
      content.add(report.plan().ties().declared().text());
      report
          .ties()
          .sentences()
          .forEach(
              line ->
                  content.add("%s %s".formatted(ReportLines.glyph(report.ties().rung()), line)));
    }
    return content;
  }

  private static void addCount(List<String> content, String glyph, long count, String what) {
    if (count > 0) {
      content.add("%s %s %s".formatted(glyph, Counts.of(count), what));
    }
  }

  private List<String> columns() {
    int width = report.columns().stream().mapToInt(c -> c.plan().name().length()).max().orElse(0);
    List<ColumnResult> told =
        report.columns().size() <= LISTED_COLUMNS
            ? report.columns()
            : report.columns().stream().filter(TextReport::isTold).toList();
    List<String> content = new ArrayList<>();
    told.forEach(column -> content.add(column(column, width)));
    int others = report.columns().size() - told.size();
    if (others > 0) {
      content.add("= %s without a difference".formatted(Counts.of(others, "other column")));
    }
    return content;
  }

  private static boolean isTold(ColumnResult column) {
    return !column.rung().isGreen()
        || column.changed() + column.tolerated() > 0
        || !column.plan().reason().isEmpty();
  }

  private static String column(ColumnResult column, int width) {
    ColumnPlan plan = column.plan();
    List<String> facts = new ArrayList<>();
    if (column.changed() > 0) {
      facts.add(Counts.of(column.changed()) + " changed");
    }
    if (column.accepted() > 0) {
      facts.add(Counts.of(column.accepted()) + " accepted");
    }
    if (column.tolerated() > 0) {
      facts.add(
          plan.method() == Method.BIJECTION_JOIN
              ? Counts.of(column.tolerated()) + " by another name, one to one"
              : "%s tolerated %s"
                  .formatted(Counts.of(column.tolerated()), plan.tolerance().text()));
    }
    if (column.largestAbsolute() > 0) {
      facts.add(
          "at most %s apart (%s)"
              .formatted(number(column.largestAbsolute()), share(column.largestRelative())));
    }
    if (!plan.reason().isEmpty()) {
      facts.add(plan.reason());
    }
    return "%s %s%s"
        .formatted(
            ReportLines.glyph(column.rung()),
            plan.name() + " ".repeat(width - plan.name().length()),
            facts.isEmpty() ? "" : "  " + String.join(", ", facts))
        .stripTrailing();
  }

  private List<String> changed() {
    List<String> content = new ArrayList<>();
    for (ColumnResult column : worstFirst()) {
      List<CellSample> samples = column.samples();
      int shown = Math.min(SAMPLES_PER_COLUMN, samples.size());
      for (CellSample sample : samples.subList(0, shown)) {
        content.add(
            "* %s  %s: %s -> %s"
                .formatted(key(sample.key()), column.plan().name(), sample.left(), sample.right()));
      }
      if (column.changed() > shown && shown > 0) {
        content.add(
            "  ... %s more in %s"
                .formatted(Counts.of(column.changed() - shown), column.plan().name()));
      }
      for (ValuePair pair : column.pairs()) {
        content.add(
            "  %s: %s -> %s in %s"
                .formatted(
                    column.plan().name(),
                    pair.left(),
                    pair.right(),
                    Counts.of(pair.rows(), "row")));
      }
    }
    return content;
  }

  /** What is excused comes behind what is not. */
  private List<ColumnResult> worstFirst() {
    return report.columns().stream()
        .sorted(Comparator.comparing(column -> column.rung().isGreen()))
        .toList();
  }

  private List<String> only(String glyph, List<List<String>> keys, Side side) {
    AbsentPartitions.OnlyOn absent = report.absent().on(side);
    long count = absent.partitions() > 0 ? absent.otherRows() : report.rows().onlyOn(side);
    List<String> content = new ArrayList<>();
    absent.sentences().forEach(sentence -> content.add(glyph + " " + sentence));
    keys.forEach(key -> content.add(glyph + " " + key(key)));
    if (count > keys.size()) {
      content.add("  ... %s more".formatted(Counts.of(count - keys.size())));
    }
    return content;
  }

  private List<String> normalisers() {
    return Stream.concat(report.keys().stream(), report.columns().stream())
        .flatMap(column -> column.normalisers().stream().map(one -> normaliser(column, one)))
        .toList();
  }

  private static String normaliser(ColumnResult column, NormaliserCount count) {
    return "%s: %s changed %s on the left and %s on the right, mismatches absorbed: %s%s"
        .formatted(
            column.plan().name(),
            count.normaliser(),
            Counts.of(count.changedLeft()),
            Counts.of(count.changedRight()),
            Counts.of(count.absorbed()),
            count.isStale() ? ": it is stale" : "");
  }

  private List<String> accepted() {
    return report.accepted().stream()
        .map(one -> "%s: %s".formatted(one.sentence(), one.declared().reason()))
        .toList();
  }

  private List<String> explanations() {
    List<String> content = new ArrayList<>();
    for (Explanation e : report.explanations()) {
      content.add(
          e.explainsRows()
              ? "all %s that differ: %s".formatted(Counts.of(e.of(), "row"), e.sentence())
              : "%s of %s in %s: %s"
                  .formatted(
                      Counts.of(e.explained()),
                      Counts.of(e.of(), "difference"),
                      e.column(),
                      e.sentence()));
      if (!e.remedy().hint().isEmpty()) {
        content.add("  in code: " + e.remedy().hint());
      }
      if (!e.remedy().yaml().isEmpty()) {
        content.add("  or, to count it as equal, in the comparison document:");
        e.remedy().yaml().lines().forEach(line -> content.add("    " + line));
      }
    }
    return content;
  }

  private List<String> notes() {
    List<String> content = new ArrayList<>(report.notes());
    if (report.buckets().total() > 0) {
      content.add(
          "%s of %s differ"
              .formatted(
                  Counts.of(report.buckets().red().size()),
                  Counts.of(report.buckets().total(), "fingerprint")));
    }
    content.add("compared by " + report.engine());
    return content;
  }

  private String key(List<String> values) {
    return SetText.values(named(report.plan()), values);
  }

  /** The columns whose values name a row: without a key all of them. */
  static List<ColumnPlan> named(ComparisonPlan plan) {
    return plan.comparison().matching() == Matching.BY_KEY
        ? plan.keys()
        : plan.columns().stream().filter(ColumnPlan::isCompared).toList();
  }

  static String table(String side, TableSide table) {
    return "%s  %s  (%s, %s)"
        .formatted(side, table.source(), table.summary(), Counts.of(table.rowCount(), "row"));
  }

  static String number(double value) {
    if (Double.isInfinite(value)) {
      return "Infinity";
    }
    return value == Math.rint(value) && value < 1e15
        ? Counts.of((long) value)
        : rounded(value, 6).toString();
  }

  static String share(double value) {
    return Double.isInfinite(value) ? "Infinity %" : rounded(value * 100, 3).toPlainString() + " %";
  }

  private static BigDecimal rounded(double value, int digits) {
    return new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
  }
}
