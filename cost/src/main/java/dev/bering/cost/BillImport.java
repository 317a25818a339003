package dev.bering.cost;

import dev.bering.cost.BillFinder.Found;
import dev.bering.cost.ImportRequest.Choice;
import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Brings bills into a {@link BillStore}. All of what is given is read and checked before the first
 * bill is written; if anything is wrong, nothing is written at all, and every reason is told.
 *
 * <p>Bills are then written one after the other, each whole: a process that is killed leaves some
 * of them as they were, and importing the same files again completes it and changes nothing else.
 */
public final class BillImport {

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

  /**
   * Says what {@link #run} would do, and writes nothing.
   *
   * @throws UserException as {@link #run} does
   */
  public ImportReport plan(ImportRequest request) {
    return new ImportReport(
        store.folder().toString(), changes(request, reader().read(request), Instant.now()), true);
  }

  /**
   * Imports bills.
   *
   * @throws UserException BILL_... with every reason; nothing is written
   */
  public ImportReport run(ImportRequest request) {
    BillReading reading = reader().read(request);
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

  private BillReader reader() {
    return new BillReader(engine, progress);
  }

  private void write(BillReading reading, Bill bill) {
    BillDraft draft =
        reading.drafts().values().stream()
            .filter(one -> one.key().name().equals(bill.name()))
            .findFirst()
            .orElseThrow();
    String select =
        draft.parts().keySet().stream()
            .map(
                part ->
                    "SELECT * REPLACE (%s AS x_Bill) FROM %s WHERE %s AND NOT %s"
                        .formatted(
                            Sql.literal(bill.name()),
                            part.from(),
                            draft.key().where(),
                            ChargeSql.UNPRICED))
            .collect(Collectors.joining("\nUNION ALL BY NAME\n"));
    store.write(engine, bill, select);
  }

  private List<BillChange> changes(ImportRequest request, BillReading reading, Instant now) {
    Map<String, Bill> known = new TreeMap<>();
    store.bills(engine).forEach(bill -> known.put(bill.name(), bill));
    List<BillChange> changes = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (BillDraft draft : reading.drafts().values()) {
      Bill bill = bill(draft, reading, now);
      Optional<Bill> before = Optional.ofNullable(known.get(bill.name()));
      BillChange change = BillReplacement.change(bill, before);
      if (change.action() == BillChange.Action.REPLACED && !request.asks(Choice.REPLACE)) {
        BillReplacement.refusal(bill, before.orElseThrow()).ifPresent(problems::add);
      }
      if (change.action() != BillChange.Action.UNCHANGED && request.asks(Choice.STRICT)) {
        bill.notes().forEach(note -> problems.add(odd(bill, note)));
      }
      changes.add(change);
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    return changes;
  }

  private static Problem odd(Bill bill, BillNote note) {
    return new Problem(
        "BILL_ODD",
        "Cannot import bill %s strictly: %s.".formatted(bill.name(), note.text()),
        "look at it, then import without --strict to keep it with a note");
  }

  private Bill bill(BillDraft draft, BillReading reading, Instant now) {
    List<BillFile> files = new ArrayList<>();
    draft
        .parts()
        .forEach((part, rows) -> files.add(billFile(part.file(), rows, BillFile.Role.ROWS)));
    if (draft.kind() == BillKind.DATABRICKS) {
      reading.prices().forEach(file -> files.add(billFile(file, 0, BillFile.Role.PRICES)));
    }
    return new Bill(
        draft.key().name(),
        draft.provider(),
        draft.key().account(),
        YearMonth.parse(draft.key().month()),
        draft.kind(),
        files,
        draft.rows(),
        draft.billTotals(),
        draft.days(),
        reading.notes().getOrDefault(draft.key(), List.of()),
        now.truncatedTo(ChronoUnit.MILLIS));
  }

  private static BillFile billFile(Found file, long rows, BillFile.Role role) {
    return new BillFile(file.name(), file.sizeBytes(), file.sha256(), rows, role);
  }
}
