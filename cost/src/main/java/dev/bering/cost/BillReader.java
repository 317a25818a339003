package dev.bering.cost;

import dev.bering.cost.BillFinder.Found;
import dev.bering.cost.BillSource.Content;
import dev.bering.cost.ImportRequest.Choice;
import dev.bering.engine.Engine;
import dev.bering.model.Counts;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads bills and checks all of them before anything is written; every reason why they cannot be
 * imported is told.
 */
final class BillReader {

  private static final int SHOWN = 10;

  private final Engine engine;
  private final Progress progress;

  /**
   * @param engine that nobody else uses meanwhile
   */
  BillReader(Engine engine, Progress progress) {
    this.engine = engine;
    this.progress = progress;
  }

  /**
   * Reads.
   *
   * @throws UserException BILL_... with every reason
   */
  BillReading read(ImportRequest request) {
    List<Found> bills = BillFinder.find(request.places(), progress);
    List<Found> prices =
        request.prices().isEmpty() ? List.of() : BillFinder.find(request.prices(), progress);
    boolean isText =
        Stream.concat(bills.stream(), prices.stream()).anyMatch(file -> !file.isParquet());
    // Rows of a text are numbered as they stand in it.
    engine.execute("SET preserve_insertion_order = " + isText);
    ChargeSql.MACROS.forEach(engine::execute);
    engine.execute(DatabricksCharges.prices());
    List<Problem> problems = new ArrayList<>();
    List<Opened> opened = open(bills, prices, request, problems);
    require(problems);
    List<Found> priceFiles = addPrices(opened, problems);
    require(problems);
    List<BillPart> parts = parts(opened);
    Map<BillKind, RepeatedRows.Found> repeated = repeated(parts, problems);
    require(problems);
    parts = withoutRepeated(parts, repeated);
    return reading(request, parts, priceFiles, repeated, problems);
  }

  private record Opened(BillSource source, Content content) {}

  private static void require(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
  }

  private List<Opened> open(
      List<Found> bills, List<Found> prices, ImportRequest request, List<Problem> problems) {
    Map<String, Found> all = new LinkedHashMap<>();
    bills.forEach(file -> all.put(file.sha256(), file));
    prices.forEach(file -> all.putIfAbsent(file.sha256(), file));
    Set<String> asPrices = prices.stream().map(Found::sha256).collect(Collectors.toSet());
    List<Opened> opened = new ArrayList<>();
    int number = 0;
    try (Progress.Step step =
        progress.beginFiles(
            "opening bills", all.values().stream().mapToLong(Found::sizeBytes).sum(), all.size())) {
      for (Found file : all.values()) {
        try {
          BillSource source = BillSource.open(engine, file, number++);
          Optional<Content> content = source.content(problems);
          if (content.isPresent() && isWanted(file, content.get(), request, asPrices, problems)) {
            opened.add(new Opened(source, content.get()));
          }
        } catch (UserException e) {
          problems.addAll(e.problems());
        }
        step.advance(file.sizeBytes());
        step.fileDone();
      }
    }
    boolean isUsage = opened.stream().anyMatch(one -> one.content() == Content.DATABRICKS);
    boolean isPriced = opened.stream().anyMatch(one -> one.content() == Content.PRICES);
    if (problems.isEmpty() && isUsage && !isPriced) {
      problems.add(
          new Problem(
              "BILL_PRICES",
              "Cannot price Databricks usage in %s: no list prices are given."
                  .formatted(
                      opened.stream()
                          .filter(one -> one.content() == Content.DATABRICKS)
                          .map(one -> one.source().file().path().toString())
                          .collect(Collectors.joining(", "))),
              "export system.billing.list_prices and add it with --prices FILE"));
    }
    if (problems.isEmpty() && opened.stream().allMatch(one -> one.content() == Content.PRICES)) {
      problems.add(
          new Problem(
              "BILL_MISSING",
              "Cannot import bills: %s only prices."
                  .formatted(opened.size() == 1 ? "the file holds" : "the files hold"),
              "name the usage that they are the prices of"));
    }
    return opened;
  }

  private static boolean isWanted(
      Found file,
      Content content,
      ImportRequest request,
      Set<String> asPrices,
      List<Problem> problems) {
    if (asPrices.contains(file.sha256()) != (content == Content.PRICES)
        && content != Content.PRICES) {
      problems.add(
          new Problem(
              "BILL_KIND",
              "Cannot take prices from %s: it is %s.".formatted(file.path(), content.text()),
              "give an export of system.billing.list_prices as --prices"));
      return false;
    }
    if (request.kind().isPresent()
        && content != Content.PRICES
        && !request.kind().equals(content.kind())) {
      problems.add(
          new Problem(
              "BILL_KIND",
              "Cannot read bill %s as %s: its columns are those of %s."
                  .formatted(file.path(), request.kind().get().text(), content.text()),
              "leave --format out, or name other files"));
      return false;
    }
    return true;
  }

  private List<Found> addPrices(List<Opened> opened, List<Problem> problems) {
    List<Found> files = new ArrayList<>();
    for (Opened one : opened) {
      if (one.content() == Content.PRICES) {
        Found file = one.source().file();
        files.add(file);
        engine.execute(
            DatabricksCharges.addPrices(
                one.source().columns(), one.source().relation(), file.name()));
      }
    }
    problems.addAll(DatabricksCharges.priceProblems(engine));
    return files;
  }

  private List<BillPart> parts(List<Opened> opened) {
    List<BillPart> parts = new ArrayList<>();
    for (Opened one : opened) {
      Optional<BillKind> kind = one.content().kind();
      if (kind.isPresent()) {
        SourceColumns columns = one.source().columns();
        String relation = one.source().relation();
        String name = one.source().file().name();
        ChargeSql sql =
            switch (kind.get()) {
              case CUR2 -> CurCharges.of(columns, relation, name);
              case DATABRICKS -> DatabricksCharges.of(columns, relation, name);
              case FOCUS -> FocusCharges.of(columns, relation, name);
            };
        parts.add(new BillPart(one.source(), kind.get(), sql.select()));
      }
    }
    return parts;
  }

  /** Finds rows that several files hold, or that one holds twice. */
  private Map<BillKind, RepeatedRows.Found> repeated(List<BillPart> parts, List<Problem> problems) {
    Map<BillKind, RepeatedRows.Found> found = new TreeMap<>();
    for (BillKind kind : BillKind.values()) {
      List<BillPart> own = parts.stream().filter(part -> part.kind() == kind).toList();
      if (!own.isEmpty()) {
        new RepeatedRows(engine, own.stream().map(BillPart::select).toList(), kind)
            .find(problems)
            .ifPresent(rows -> found.put(kind, rows));
      }
    }
    return found;
  }

  private static List<BillPart> withoutRepeated(
      List<BillPart> parts, Map<BillKind, RepeatedRows.Found> repeated) {
    return parts.stream()
        .map(
            part -> {
              Optional<String> table =
                  Optional.ofNullable(repeated.get(part.kind())).flatMap(RepeatedRows.Found::table);
              return table
                  .map(
                      rows ->
                          new BillPart(
                              part.source(),
                              part.kind(),
                              "SELECT * FROM (%s) AS c ANTI JOIN %s AS r ON c.x_File = r.x_File AND c.x_Row = r.x_Row"
                                  .formatted(part.select(), rows)))
                  .orElse(part);
            })
        .toList();
  }

  private BillReading reading(
      ImportRequest request,
      List<BillPart> parts,
      List<Found> prices,
      Map<BillKind, RepeatedRows.Found> repeated,
      List<Problem> problems) {
    Map<BillKey, BillDraft> drafts = new TreeMap<>(Comparator.comparing(BillKey::name));
    boolean isUnpriced = false;
    try (Progress.Step step =
        progress.beginFiles(
            "reading bills",
            parts.stream().mapToLong(part -> part.file().sizeBytes()).sum(),
            parts.size())) {
      for (BillPart part : parts) {
        try {
          List<BillGroup> groups = BillGroup.of(engine, part);
          long wrong = groups.stream().mapToLong(BillGroup::wrong).sum();
          if (wrong > 0) {
            problems.addAll(wrongRows(part, wrong));
          } else {
            for (BillGroup group : groups) {
              BillDraft draft =
                  drafts.computeIfAbsent(group.key(), key -> new BillDraft(key, part.kind()));
              if (draft.kind() != part.kind()) {
                problems.add(overlap(draft, part));
                break;
              }
              draft.add(part, group);
              isUnpriced |= group.unpriced() > 0;
            }
          }
        } catch (UserException e) {
          problems.addAll(BillSource.unreadable(part.file(), e).problems());
        }
        step.advance(part.file().sizeBytes());
        step.fileDone();
      }
    }
    if (isUnpriced && !request.asks(Choice.LEAVE_OUT_UNPRICED)) {
      problems.addAll(unpriced(parts));
    }
    require(problems);
    drafts.values().removeIf(draft -> draft.rows() == 0);
    if (drafts.isEmpty()) {
      throw UserException.source(
          new Problem(
              "BILL_EMPTY",
              "Cannot import bills: %s no row that counts."
                  .formatted(parts.size() == 1 ? "the file has" : "the files have"),
              "export a month that has charges"));
    }
    Map<BillKey, List<BillNote>> notes = new TreeMap<>(Comparator.comparing(BillKey::name));
    BillNotes found = new BillNotes(engine, repeated);
    drafts.forEach((key, draft) -> notes.put(key, found.of(draft)));
    return new BillReading(prices, drafts, notes);
  }

  private static Problem overlap(BillDraft draft, BillPart part) {
    return new Problem(
        "BILL_OVERLAP",
        "Cannot import %s: it is the bill of %s for %s and %s, which %s are too, as %s."
            .formatted(
                part.file().path(),
                draft.provider(),
                draft.key().account(),
                draft.key().month(),
                draft.parts().keySet().stream()
                    .map(one -> one.file().path().toString())
                    .collect(Collectors.joining(", ")),
                draft.kind().text()),
        "import one of the two; both would count every charge twice");
  }

  private List<Problem> wrongRows(BillPart part, long count) {
    List<Problem> problems =
        new ArrayList<>(
            engine.query(
                "SELECT x_Row, %1$s FROM %2$s WHERE %1$s IS NOT NULL ORDER BY x_Row LIMIT %3$d"
                    .formatted(ChargeSql.PROBLEM, part.from(), SHOWN),
                row ->
                    new Problem(
                        "BILL_ROW",
                        "Cannot import %s: row %s: %s."
                            .formatted(part.file().path(), row.number(0), row.string(1)),
                        "get the file again, or mend the row; a charge is never left out")));
    if (count > SHOWN) {
      problems.add(
          new Problem(
              "BILL_ROW",
              "Cannot import %s: %s more are wrong."
                  .formatted(part.file().path(), Counts.of(count - SHOWN, "row")),
              "mend those above first"));
    }
    return problems;
  }

  private List<Problem> unpriced(List<BillPart> parts) {
    return engine.query(
        """
        SELECT SkuId, HostProviderName, PricingUnit, count(*), sum(PricingQuantity),
          min(ChargePeriodStart), max(ChargePeriodEnd), min_by(x_File, x_Row), min(x_Row)
        FROM (%s) WHERE %s
        GROUP BY ALL ORDER BY ALL LIMIT %d
        """
            .formatted(BillPart.union(parts), ChargeSql.UNPRICED, SHOWN),
        row ->
            new Problem(
                "BILL_UNPRICED",
                "Cannot price %s of %s (%s, %s) from %s to %s, %s %s in all, such as %s row %s: no list price is of that time."
                    .formatted(
                        Counts.of(row.number(3), "row"),
                        row.string(0),
                        row.string(1),
                        row.string(2),
                        time(row.string(5)),
                        time(row.string(6)),
                        plain(row.string(4)),
                        row.string(2),
                        row.string(7),
                        row.string(8)),
                "export list prices anew, or leave the rows out with --unpriced leave-out"));
  }

  private static String time(String timestamp) {
    return timestamp.replaceFirst("\\.0$", "").replace(' ', 'T') + "Z";
  }

  private static String plain(String number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }
}
