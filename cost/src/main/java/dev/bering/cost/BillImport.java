package dev.bering.cost;

import dev.bering.cost.BillFinder.Found;
import dev.bering.cost.BillSource.Content;
import dev.bering.cost.ImportRequest.Choice;
import dev.bering.engine.Engine;
import dev.bering.engine.Row;
import dev.bering.engine.Sql;
import dev.bering.model.Counts;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings bills into a {@link BillStore}. All of what is given is read and checked before the first
 * bill is written; if anything is wrong, nothing is written at all, and every reason is told.
 *
 * <p>Bills are then written one after the other, each whole: a process that is killed leaves some
 * of them as they were, and importing the same files again completes it and changes nothing else.
 */
public final class BillImport {

  private static final int SHOWN = 10;

  private final Engine engine;
  private final BillStore store;
  private final Progress progress;

  /**
   * @param engine that nobody else uses meanwhile
   */
  public BillImport(Engine engine, BillStore store, Progress progress) {
    this.engine = engine;
    this.store = store;
    this.progress = progress;
  }

  /** A bill as sources name it. */
  private record Key(String slug, String account, String month) {

    String name() {
      return "%s_%s_%s".formatted(safe(slug), safe(account), month);
    }

    /** As a part of a name of a file; two that differ stay apart. */
    private static String safe(String text) {
      if (text.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,79}")) {
        return text;
      }
      String plain = text.replaceAll("[^A-Za-z0-9.-]+", "-").replaceAll("^[-.]+", "");
      UUID id = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
      return (plain.length() > 60 ? plain.substring(0, 60) : plain)
          + "-"
          + id.toString().substring(0, 8);
    }

    String where() {
      YearMonth begins = YearMonth.parse(month);
      return "%s = %s AND BillingAccountId = %s AND BillingPeriodStart >= DATE '%s' AND BillingPeriodStart < DATE '%s'"
          .formatted(
              ChargeSql.SLUG,
              Sql.literal(slug),
              Sql.literal(account),
              begins.atDay(1),
              begins.plusMonths(1).atDay(1));
    }
  }

  /** A file with its charges. */
  private record Part(BillSource source, BillKind kind, String select) {

    Found file() {
      return source.file();
    }

    String from() {
      return "(%s)".formatted(select);
    }
  }

  /** Sums over rows of one file that are alike in what a bill wants to know. */
  private record Group(
      Key key,
      String provider,
      String currency,
      String service,
      LocalDate first,
      LocalDate last,
      boolean isUsage,
      long rows,
      List<BigDecimal> costs,
      long negative,
      long outside,
      long unpriced,
      long wrong) {}

  /** A bill in the making. */
  private static final class Draft {
    private final Key key;
    private final BillKind kind;
    private final Map<Part, Long> parts = new LinkedHashMap<>();
    private final Map<String, List<BigDecimal>> totals = new TreeMap<>();
    private final Set<Integer> days = new TreeSet<>();
    private final Map<String, Set<LocalDate>> services = new TreeMap<>();
    private String provider = "";
    private long negative;
    private long outside;
    private long unpriced;

    Draft(Key key, BillKind kind) {
      this.key = key;
      this.kind = kind;
    }

    void add(Part part, Group group) {
      provider = group.provider();
      parts.merge(part, group.rows(), Long::sum);
      if (group.rows() > 0) {
        totals.merge(group.currency(), group.costs(), Draft::sum);
      }
      negative += group.negative();
      outside += group.outside();
      unpriced += group.unpriced();
      YearMonth month = YearMonth.parse(key.month());
      if (group.rows() > 0 && YearMonth.from(group.first()).equals(month)) {
        days.add(group.first().getDayOfMonth());
      }
      if (group.isUsage()) {
        Set<LocalDate> covered = services.computeIfAbsent(group.service(), any -> new TreeSet<>());
        LocalDate day = group.first();
        for (int i = 0; i < 40 && !day.isAfter(group.last()); i++) {
          covered.add(day);
          day = day.plusDays(1);
        }
      }
    }

    private static List<BigDecimal> sum(List<BigDecimal> one, List<BigDecimal> other) {
      List<BigDecimal> sum = new ArrayList<>();
      for (int i = 0; i < one.size(); i++) {
        sum.add(one.get(i).add(other.get(i)));
      }
      return sum;
    }

    long rows() {
      return parts.values().stream().mapToLong(Long::longValue).sum();
    }

    List<BillTotal> billTotals() {
      return totals.entrySet().stream()
          .map(
              total ->
                  new BillTotal(
                      total.getKey(),
                      total.getValue().get(0),
                      total.getValue().get(1),
                      total.getValue().get(2),
                      total.getValue().get(3)))
          .toList();
    }
  }

  /** All that was read, before anything is written. */
  private record Reading(
      List<Part> parts,
      List<Found> prices,
      Map<Key, Draft> drafts,
      Map<Key, List<BillNote>> notes) {}

  /**
   * Says what {@link #run} would do, and writes nothing.
   *
   * @throws UserException as {@link #run} does
   */
  public ImportReport plan(ImportRequest request) {
    return new ImportReport(
        store.folder().toString(), changes(request, read(request), Instant.now()), true);
  }

  /**
   * Imports bills.
   *
   * @throws UserException BILL_... with every reason; nothing is written
   */
  public ImportReport run(ImportRequest request) {
    Reading reading = read(request);
    try (BillStore.Lock lock = store.lock()) {
      Objects.requireNonNull(lock, "lock is null");
      List<BillChange> changes = changes(request, reading, Instant.now());
      List<BillChange> writes =
          changes.stream()
              .filter(change -> change.action() != BillChange.Action.UNCHANGED)
              .toList();
      try (Progress.Step step =
          progress.begin("writing bills", writes.size(), Progress.Unit.STEPS)) {
        for (BillChange change : writes) {
          write(reading, change.bill());
          step.advance(1);
        }
      }
      return new ImportReport(store.folder().toString(), changes, false);
    }
  }

  private void write(Reading reading, Bill bill) {
    Draft draft =
        reading.drafts().values().stream()
            .filter(one -> one.key.name().equals(bill.name()))
            .findFirst()
            .orElseThrow();
    String select =
        draft.parts.keySet().stream()
            .map(
                part ->
                    "SELECT * REPLACE (%s AS x_Bill) FROM %s WHERE %s AND NOT %s"
                        .formatted(
                            Sql.literal(bill.name()),
                            part.from(),
                            draft.key.where(),
                            ChargeSql.UNPRICED))
            .collect(Collectors.joining("\nUNION ALL BY NAME\n"));
    store.write(engine, bill, select);
  }

  private Reading read(ImportRequest request) {
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
    List<Part> parts = parts(opened);
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

  private List<Part> parts(List<Opened> opened) {
    List<Part> parts = new ArrayList<>();
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
        parts.add(new Part(one.source(), kind.get(), sql.select()));
      }
    }
    return parts;
  }

  /** Finds rows that several files hold, or that one holds twice. */
  private Map<BillKind, RepeatedRows.Found> repeated(List<Part> parts, List<Problem> problems) {
    Map<BillKind, RepeatedRows.Found> found = new TreeMap<>();
    for (BillKind kind : BillKind.values()) {
      List<Part> own = parts.stream().filter(part -> part.kind() == kind).toList();
      if (!own.isEmpty()) {
        new RepeatedRows(engine, own.stream().map(Part::select).toList(), kind)
            .find(problems)
            .ifPresent(rows -> found.put(kind, rows));
      }
    }
    return found;
  }

  private static List<Part> withoutRepeated(
      List<Part> parts, Map<BillKind, RepeatedRows.Found> repeated) {
    return parts.stream()
        .map(
            part -> {
              Optional<String> table =
                  Optional.ofNullable(repeated.get(part.kind())).flatMap(RepeatedRows.Found::table);
              return table
                  .map(
                      rows ->
                          new Part(
                              part.source(),
                              part.kind(),
                              "SELECT * FROM (%s) AS c ANTI JOIN %s AS r ON c.x_File = r.x_File AND c.x_Row = r.x_Row"
                                  .formatted(part.select(), rows)))
                  .orElse(part);
            })
        .toList();
  }

  private Reading reading(
      ImportRequest request,
      List<Part> parts,
      List<Found> prices,
      Map<BillKind, RepeatedRows.Found> repeated,
      List<Problem> problems) {
    Map<Key, Draft> drafts = new TreeMap<>(Comparator.comparing(Key::name));
    boolean isUnpriced = false;
    try (Progress.Step step =
        progress.beginFiles(
            "reading bills",
            parts.stream().mapToLong(part -> part.file().sizeBytes()).sum(),
            parts.size())) {
      for (Part part : parts) {
        try {
          List<Group> groups = groups(part);
          long wrong = groups.stream().mapToLong(Group::wrong).sum();
          if (wrong > 0) {
            problems.addAll(wrongRows(part, wrong));
          } else {
            for (Group group : groups) {
              Draft draft = drafts.computeIfAbsent(group.key(), key -> new Draft(key, part.kind()));
              if (draft.kind != part.kind()) {
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
    Map<Key, List<BillNote>> notes = new TreeMap<>(Comparator.comparing(Key::name));
    drafts.forEach((key, draft) -> notes.put(key, notes(draft, repeated)));
    return new Reading(parts, prices, drafts, notes);
  }

  private static Problem overlap(Draft draft, Part part) {
    return new Problem(
        "BILL_OVERLAP",
        "Cannot import %s: it is the bill of %s for %s and %s, which %s are too, as %s."
            .formatted(
                part.file().path(),
                draft.provider,
                draft.key.account(),
                draft.key.month(),
                draft.parts.keySet().stream()
                    .map(one -> one.file().path().toString())
                    .collect(Collectors.joining(", ")),
                draft.kind.text()),
        "import one of the two; both would count every charge twice");
  }

  private List<Problem> wrongRows(Part part, long count) {
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

  private List<Group> groups(Part part) {
    return engine.query(
        """
        SELECT slug, account, strftime(month, '%%Y-%%m'), provider, currency, service,
          CAST(first AS VARCHAR), CAST(last AS VARCHAR), usage, * EXCLUDE (
            slug, account, month, provider, currency, service, first, last, usage)
        FROM (
          SELECT %1$s AS slug, BillingAccountId AS account,
            CASE WHEN %5$s IS NULL THEN BillingPeriodStart END AS month,
            any_value(ProviderName) AS provider, BillingCurrency AS currency, ServiceName AS service,
            CASE WHEN %5$s IS NULL THEN CAST(ChargePeriodStart AS DATE) END AS first,
            CASE WHEN %5$s IS NULL THEN CAST(
              greatest(ChargePeriodStart, ChargePeriodEnd - INTERVAL 1 MICROSECOND) AS DATE)
              END AS last,
            coalesce(ChargeCategory = 'Usage', false) AS usage,
            count(*) FILTER (NOT %2$s), sum(BilledCost), sum(EffectiveCost), sum(ListCost),
            sum(ContractedCost), count(*) FILTER (%3$s AND NOT %2$s),
            count(*) FILTER (NOT %2$s AND ChargeCategory = 'Usage' AND
              (ChargePeriodStart < BillingPeriodStart OR ChargePeriodEnd > BillingPeriodEnd)),
            count(*) FILTER (%2$s), count(%5$s)
          FROM %4$s
          GROUP BY ALL)
        ORDER BY ALL
        """
            .formatted(
                ChargeSql.SLUG,
                ChargeSql.UNPRICED,
                ChargeSql.NEGATIVE,
                part.from(),
                ChargeSql.PROBLEM),
        row ->
            new Group(
                new Key(said(row, 0), said(row, 1), said(row, 2)),
                said(row, 3),
                said(row, 4),
                said(row, 5),
                day(row, 6),
                day(row, 7),
                row.flag(8),
                row.number(9),
                List.of(
                    money(row.text(10)),
                    money(row.text(11)),
                    money(row.text(12)),
                    money(row.text(13))),
                row.number(14),
                row.number(15),
                row.number(16),
                row.number(17)));
  }

  /** Only rows that are wrong, or have no price, lack something that is asked for here. */
  private static String said(Row row, int column) {
    return row.text(column).orElse("");
  }

  private static LocalDate day(Row row, int column) {
    return row.text(column).map(LocalDate::parse).orElse(LocalDate.EPOCH);
  }

  private static BigDecimal money(Optional<String> text) {
    return text.map(BigDecimal::new).orElse(BigDecimal.ZERO.setScale(12));
  }

  private List<Problem> unpriced(List<Part> parts) {
    return engine.query(
        """
        SELECT SkuId, HostProviderName, PricingUnit, count(*), sum(PricingQuantity),
          min(ChargePeriodStart), max(ChargePeriodEnd), min_by(x_File, x_Row), min(x_Row)
        FROM (%s) WHERE %s
        GROUP BY ALL ORDER BY ALL LIMIT %d
        """
            .formatted(union(parts), ChargeSql.UNPRICED, SHOWN),
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

  private static String union(Collection<Part> parts) {
    return parts.stream().map(Part::select).collect(Collectors.joining("\nUNION ALL BY NAME\n"));
  }

  private static String time(String timestamp) {
    return timestamp.replaceFirst("\\.0$", "").replace(' ', 'T') + "Z";
  }

  private static String plain(String number) {
    return new BigDecimal(number).stripTrailingZeros().toPlainString();
  }

  private List<BillNote> notes(Draft draft, Map<BillKind, RepeatedRows.Found> repeated) {
    List<BillNote> notes = new ArrayList<>();
    if (draft.unpriced > 0) {
      notes.add(
          new BillNote(
              Oddity.UNPRICED,
              draft.unpriced,
              "%s without a price %s left out: %s"
                  .formatted(
                      Counts.of(draft.unpriced, "row"),
                      draft.unpriced == 1 ? "is" : "are",
                      examples(draft, ChargeSql.UNPRICED))));
    }
    if (draft.negative > 0) {
      notes.add(
          new BillNote(
              Oddity.NEGATIVE_USAGE,
              draft.negative,
              "%s of usage with a negative cost: %s"
                  .formatted(
                      Counts.of(draft.negative, "row"), examples(draft, ChargeSql.NEGATIVE))));
    }
    if (draft.outside > 0) {
      notes.add(
          new BillNote(
              Oddity.OUTSIDE_MONTH,
              draft.outside,
              "%s of usage outside %s: %s"
                  .formatted(
                      Counts.of(draft.outside, "row"),
                      draft.key.month(),
                      examples(
                          draft,
                          "ChargeCategory = 'Usage' AND (ChargePeriodStart < BillingPeriodStart OR"
                              + " ChargePeriodEnd > BillingPeriodEnd)"))));
    }
    if (draft.totals.size() > 1) {
      notes.add(
          new BillNote(
              Oddity.CURRENCIES,
              draft.rows(),
              "charges in %s, which are never added up"
                  .formatted(String.join(" and ", draft.totals.keySet()))));
    }
    RepeatedRows.Found rows = repeated.get(draft.kind);
    if (rows != null && rows.count() > 0) {
      notes.add(
          new BillNote(
              Oddity.REPEATED,
              rows.count(),
              "%s by their ids repeated, counted once: %s"
                  .formatted(
                      rows.count() == 1 ? "1 row is" : Counts.of(rows.count()) + " rows are",
                      rows.where())));
    }
    if (rows != null) {
      for (Part part : draft.parts.keySet()) {
        Long alike = rows.alike().get(part.file().name());
        if (alike != null) {
          notes.add(
              new BillNote(
                  Oddity.ALIKE,
                  alike,
                  "%s of %s %s in another file too, and counted there too"
                      .formatted(
                          Counts.of(alike, "row"), part.file().name(), alike == 1 ? "is" : "are")));
        }
      }
    }
    gaps(draft).forEach(notes::add);
    return notes;
  }

  private String examples(Draft draft, String condition) {
    return String.join(
        ", ",
        engine.query(
            "SELECT x_File, x_Row FROM (%s) WHERE %s AND %s ORDER BY ALL LIMIT 3"
                .formatted(union(draft.parts.keySet()), draft.key.where(), condition),
            row -> row.string(0) + " row " + row.number(1)));
  }

  private static List<BillNote> gaps(Draft draft) {
    List<BillNote> notes = new ArrayList<>();
    draft.services.forEach(
        (service, days) -> {
          LocalDate before = null;
          for (LocalDate day : days) {
            if (before != null && day.isAfter(before.plusDays(1))) {
              LocalDate first = before.plusDays(1);
              LocalDate last = day.minusDays(1);
              notes.add(
                  new BillNote(
                      Oddity.GAP,
                      last.toEpochDay() - first.toEpochDay() + 1,
                      "no usage of %s %s, though before and after"
                          .formatted(
                              service,
                              first.equals(last)
                                  ? "on " + first
                                  : "from %s to %s".formatted(first, last))));
            }
            before = day;
          }
        });
    return notes;
  }

  private List<BillChange> changes(ImportRequest request, Reading reading, Instant now) {
    Map<String, Bill> known = new TreeMap<>();
    store.bills(engine).forEach(bill -> known.put(bill.name(), bill));
    List<BillChange> changes = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (Draft draft : reading.drafts().values()) {
      Bill bill = bill(draft, reading, now);
      Optional<Bill> before = Optional.ofNullable(known.get(bill.name()));
      BillChange change = change(bill, before);
      if (change.action() == BillChange.Action.REPLACED && !request.asks(Choice.REPLACE)) {
        refusal(bill, before.orElseThrow()).ifPresent(problems::add);
      }
      if (change.action() != BillChange.Action.UNCHANGED && request.asks(Choice.STRICT)) {
        bill.notes().forEach(note -> problems.add(odd(bill, note)));
      }
      changes.add(change);
    }
    require(problems);
    return changes;
  }

  private static Problem odd(Bill bill, BillNote note) {
    return new Problem(
        "BILL_ODD",
        "Cannot import bill %s strictly: %s.".formatted(bill.name(), note.text()),
        "look at it, then import without --strict to keep it with a note");
  }

  private Bill bill(Draft draft, Reading reading, Instant now) {
    List<BillFile> files = new ArrayList<>();
    draft.parts.forEach((part, rows) -> files.add(billFile(part.file(), rows, BillFile.Role.ROWS)));
    if (draft.kind == BillKind.DATABRICKS) {
      reading.prices().forEach(file -> files.add(billFile(file, 0, BillFile.Role.PRICES)));
    }
    return new Bill(
        draft.key.name(),
        draft.provider,
        draft.key.account(),
        YearMonth.parse(draft.key.month()),
        draft.kind,
        files,
        draft.rows(),
        draft.billTotals(),
        List.copyOf(draft.days),
        reading.notes().getOrDefault(draft.key, List.of()),
        now.truncatedTo(ChronoUnit.MILLIS));
  }

  private static BillFile billFile(Found file, long rows, BillFile.Role role) {
    return new BillFile(file.name(), file.sizeBytes(), file.sha256(), rows, role);
  }

  private static BillChange change(Bill bill, Optional<Bill> before) {
    if (before.isEmpty()) {
      return new BillChange(BillChange.Action.NEW, bill, before);
    }
    Bill old = before.get();
    boolean isSame =
        old.kind() == bill.kind()
            && hashes(old).equals(hashes(bill))
            && old.rows() == bill.rows()
            && old.totals().equals(bill.totals())
            && old.notes().equals(bill.notes());
    return isSame
        ? new BillChange(BillChange.Action.UNCHANGED, old, before)
        : new BillChange(BillChange.Action.REPLACED, bill, before);
  }

  private static Set<String> hashes(Bill bill) {
    return bill.files().stream()
        .map(file -> file.role() + " " + file.sha256())
        .collect(Collectors.toSet());
  }

  /** Why a bill may not take the place of the other. */
  private static Optional<Problem> refusal(Bill bill, Bill before) {
    if (bill.kind() != before.kind()) {
      return Optional.of(
          new Problem(
              "BILL_OVERLAP",
              "Cannot import bill %s from %s: it is there from %s (%s)."
                  .formatted(bill.name(), bill.kind().text(), before.kind().text(), names(before)),
              "keep to one of the two, or add --replace to take this one instead"));
    }
    List<String> lost = lost(bill, before);
    if (!lost.isEmpty()) {
      return Optional.of(
          new Problem(
              "BILL_PARTS",
              "Cannot replace bill %s: it was imported from %s, and %s not given now."
                  .formatted(
                      bill.name(),
                      Counts.of(rows(before).count(), "file"),
                      shown(lost) + (lost.size() == 1 ? " is" : " are")),
              "give all files of the bill, or add --replace if these are all of it"));
    }
    Set<Integer> days = new LinkedHashSet<>(before.days());
    bill.days().forEach(days::remove);
    if (!days.isEmpty()) {
      return Optional.of(
          new Problem(
              "BILL_DAYS",
              "Cannot replace bill %s: it has charges on %s, and what is given has none then."
                  .formatted(
                      bill.name(),
                      shown(days.stream().map(day -> bill.month().atDay(day).toString()).toList())),
              "give all files of the bill, or add --replace if these are all of it"));
    }
    return Optional.empty();
  }

  /** Files of the earlier bill for which none is given, neither of its content nor of its name. */
  private static List<String> lost(Bill bill, Bill before) {
    Set<String> old = rows(before).map(BillFile::sha256).collect(Collectors.toSet());
    Set<String> given = rows(bill).map(BillFile::sha256).collect(Collectors.toSet());
    Map<String, Integer> fresh = new TreeMap<>();
    rows(bill)
        .filter(file -> !old.contains(file.sha256()))
        .forEach(file -> fresh.merge(lastPart(file.name()), 1, Integer::sum));
    List<String> lost = new ArrayList<>();
    for (BillFile file : rows(before).filter(one -> !given.contains(one.sha256())).toList()) {
      if (fresh.merge(lastPart(file.name()), -1, Integer::sum) < 0) {
        lost.add(file.name());
      }
    }
    return lost;
  }

  private static Stream<BillFile> rows(Bill bill) {
    return bill.files().stream().filter(file -> file.role() == BillFile.Role.ROWS);
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  private static String names(Bill bill) {
    return shown(rows(bill).map(BillFile::name).toList());
  }

  private static String shown(List<String> all) {
    return all.size() <= SHOWN
        ? String.join(", ", all)
        : String.join(", ", all.subList(0, SHOWN))
            + " and %s more".formatted(Counts.of(all.size() - SHOWN));
  }
}
