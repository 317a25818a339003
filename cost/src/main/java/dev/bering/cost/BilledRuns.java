package dev.bering.cost;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which runs bills have whole. A run is billed where the bills of all accounts that it is expected
 * in reach beyond its end, and say what it cost; those accounts are its own and those of the runs
 * of its job on its platform in the {@link #WINDOW} before.
 *
 * <p>A bill reaches as far as its last charge of no more than a day, less the lateness with which
 * charges arrive; one that was read that long after its month had ended, and has charges on the
 * last day, reaches to the end of the month.
 */
final class BilledRuns {

  /** Accounts of runs that are further back may not be in use any more. */
  static final Duration WINDOW = Duration.ofDays(31);

  /** What bills have of an attempt. */
  enum State {
    BILLED("billed"),
    /** It has no end. */
    OPEN("it has not ended, as far as is known"),
    /** Some bill that it is expected in does not reach beyond its end yet. */
    WAITING("not yet billed"),
    /** All bills that it is expected in reach beyond its end, and have nothing of it. */
    ABSENT("the bills reach beyond its end and have no charge of it"),
    /** The software without the machines, or the other way round. */
    HALF("only the software and not the machines, or the other way round, is billed"),
    /** Some bill that it is expected in is known to say too little. */
    INCOMPLETE("its bill left out rows without a price"),
    /** In more than one currency. */
    MIXED("it is billed in several currencies");

    private final String text;

    State(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private final RunCharges charges;
  private final List<Bill> bills;
  private final Duration lateness;
  private final Map<BillingAccount, Instant> last = new HashMap<>();
  private final Map<List<String>, Map<BillingAccount, TreeSet<Instant>>> starts = new HashMap<>();

  BilledRuns(Attribution attribution, List<Bill> bills, Duration lateness) {
    this.charges = RunCharges.of(attribution);
    this.bills = bills;
    this.lateness = lateness;
    attribution
        .lastCharges()
        .forEach(
            (service, end) ->
                last.merge(
                    service.account(), end, (one, other) -> one.isAfter(other) ? one : other));
    for (JobRun run : attribution.runs()) {
      run.startedAt()
          .ifPresent(
              start ->
                  charges
                      .accounts(run)
                      .forEach(
                          account ->
                              starts
                                  .computeIfAbsent(key(run), none -> new HashMap<>())
                                  .computeIfAbsent(account, none -> new TreeSet<>())
                                  .add(start)));
    }
  }

  private static List<String> key(JobRun run) {
    return List.of(run.job(), run.platform());
  }

  RunCharges charges() {
    return charges;
  }

  State state(JobRun run) {
    if (run.endedAt().isEmpty() || run.startedAt().isEmpty()) {
      return State.OPEN;
    }
    Set<BillingAccount> expected = expected(run, run.startedAt().get());
    if (expected.isEmpty()
        || !expected.stream()
            .allMatch(account -> reaches(account, run.startedAt().get(), run.endedAt().get()))) {
      return State.WAITING;
    }
    if (expected.stream()
        .flatMap(account -> bills(account).stream())
        .anyMatch(
            bill ->
                bill.isIncomplete()
                    && !bill.month().isBefore(month(run.startedAt().get()))
                    && !bill.month().isAfter(month(run.endedAt().get())))) {
      return State.INCOMPLETE;
    }
    if (!charges.isBilled(run)) {
      return State.ABSENT;
    }
    if (charges.currencies(run).size() > 1) {
      return State.MIXED;
    }
    return charges.isHalf(run) ? State.HALF : State.BILLED;
  }

  private Set<BillingAccount> expected(JobRun run, Instant start) {
    Set<BillingAccount> expected = new HashSet<>(charges.accounts(run));
    starts
        .getOrDefault(key(run), Map.of())
        .forEach(
            (account, times) -> {
              if (!times.subSet(start.minus(WINDOW), true, start, true).isEmpty()) {
                expected.add(account);
              }
            });
    return expected;
  }

  private List<Bill> bills(BillingAccount account) {
    return bills.stream()
        .filter(
            bill ->
                account.equals(
                    new BillingAccount(Optional.of(bill.provider()), Optional.of(bill.account()))))
        .toList();
  }

  private boolean reaches(BillingAccount account, Instant start, Instant end) {
    List<Bill> own = bills(account);
    boolean hasMonths =
        own.stream().anyMatch(bill -> bill.month().equals(month(start)))
            && own.stream().anyMatch(bill -> bill.month().equals(month(end)));
    return hasMonths
        && (!last.getOrDefault(account, Instant.MIN).isBefore(end.plus(lateness))
            || own.stream().anyMatch(bill -> isClosed(bill, end)));
  }

  /** A teardown may be charged a little after the end. */
  private boolean isClosed(Bill bill, Instant end) {
    Instant over = bill.month().plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    return bill.month().equals(month(end))
        && bill.days().contains(bill.month().lengthOfMonth())
        && !end.plus(KeyTimes.ABOUT).isAfter(over)
        && !bill.importedAt().isBefore(over.plus(lateness));
  }

  static YearMonth month(Instant time) {
    return YearMonth.from(time.atZone(ZoneOffset.UTC));
  }
}
