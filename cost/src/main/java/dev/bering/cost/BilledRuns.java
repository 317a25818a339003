package dev.bering.cost;

import dev.bering.cost.Attribution.BilledService;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which runs bills have whole. A run is billed where the bills of all services that it is expected
 * in reach beyond its end, and say what it cost; those services are its own and those of the runs
 * of its job on its platform in the {@link #WINDOW} before.
 *
 * <p>A bill reaches as far as its last charge of no more than a day, less the lateness with which
 * charges arrive; one that was read that long after its month had ended, and has charges in the
 * last hour of it, reaches to the end of the month. When it was read alone says nothing: what was
 * exported before the month had ended may be read at any time. Of each service some charge has to
 * end no earlier than the run, as services arrive each at its own time.
 */
final class BilledRuns {

  /** Accounts of runs that are further back may not be in use any more. */
  static final Duration WINDOW = Duration.ofDays(31);

  /** Bills have charges of every hour, if not of every service. */
  private static final Duration HOUR = Duration.ofHours(1);

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
    /** Some bill that it is expected in has no charge of a service on a day of it. */
    GAP("its bill has no usage of a service of its job on its day, though before and after"),
    /** What shares its cluster is divided among nobody. */
    PARTLY(
        "part of what its cluster cost is (shared), as nothing measures all runs that were active"),
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
  private final Map<BilledService, Instant> lastOfServices;
  private final Map<BillingAccount, Instant> last = new HashMap<>();
  private final Map<List<String>, Map<BillingAccount, NavigableSet<Instant>>> starts =
      new HashMap<>();
  private final Map<List<String>, Map<BilledService, NavigableSet<Instant>>> used = new HashMap<>();
  private final Map<BilledService, List<BillNotes.Gap>> gaps = new HashMap<>();
  private final SharedTimes shared;

  BilledRuns(Attribution attribution, List<Bill> bills, Duration lateness) {
    this.charges = RunCharges.of(attribution);
    this.bills = bills;
    this.lateness = lateness;
    this.shared = SharedTimes.of(attribution);
    this.lastOfServices = RunCharges.lastCharges(attribution);
    lastOfServices.forEach((service, end) -> last.merge(service.account(), end, RunCharges::later));
    for (JobRun run : attribution.runs()) {
      if (run.startedAt().isPresent()) {
        note(run, run.startedAt().get(), charges.accounts(run), starts);
        note(run, run.startedAt().get(), charges.services(run), used);
      }
    }
    for (Bill bill : bills) {
      for (BillNote note : bill.notes()) {
        BillNotes.gap(note)
            .ifPresent(
                gap ->
                    gaps.computeIfAbsent(
                            new BilledService(account(bill), gap.service()),
                            none -> new ArrayList<>())
                        .add(gap));
      }
    }
  }

  private static <T> void note(
      JobRun run,
      Instant start,
      Set<T> found,
      Map<List<String>, Map<T, NavigableSet<Instant>>> times) {
    for (T one : found) {
      times
          .computeIfAbsent(key(run), none -> new HashMap<>())
          .computeIfAbsent(one, none -> new TreeSet<>())
          .add(start);
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
    Instant start = run.startedAt().get();
    Instant end = run.endedAt().get();
    Set<BillingAccount> expected = expected(run, start, charges.accounts(run), starts);
    Set<BilledService> services = expected(run, start, charges.services(run), used);
    if (expected.isEmpty()
        || !expected.stream().allMatch(account -> reaches(account, start, end))
        || services.stream()
            .anyMatch(service -> lastOfServices.getOrDefault(service, end).isBefore(end))) {
      return State.WAITING;
    }
    if (expected.stream()
        .flatMap(account -> bills(account).stream())
        .anyMatch(
            bill ->
                bill.isIncomplete()
                    && !bill.month().isBefore(month(start))
                    && !bill.month().isAfter(month(end)))) {
      return State.INCOMPLETE;
    }
    if (services.stream().anyMatch(service -> hasGap(service, start, end))) {
      return State.GAP;
    }
    if (shared.takesFrom(run, charges.of(run))) {
      return State.PARTLY;
    }
    if (!charges.isBilled(run)) {
      return State.ABSENT;
    }
    if (charges.currencies(run).size() > 1) {
      return State.MIXED;
    }
    return charges.isHalf(run) ? State.HALF : State.BILLED;
  }

  private static <T> Set<T> expected(
      JobRun run,
      Instant start,
      Set<T> own,
      Map<List<String>, Map<T, NavigableSet<Instant>>> times) {
    Set<T> expected = new HashSet<>(own);
    times
        .getOrDefault(key(run), Map.of())
        .forEach(
            (one, all) -> {
              if (!all.subSet(start.minus(WINDOW), true, start, true).isEmpty()) {
                expected.add(one);
              }
            });
    return expected;
  }

  private boolean hasGap(BilledService service, Instant start, Instant end) {
    LocalDate first = start.atZone(ZoneOffset.UTC).toLocalDate();
    // What ends with a day is not of the next one.
    LocalDate last = end.minusNanos(1).atZone(ZoneOffset.UTC).toLocalDate();
    return gaps.getOrDefault(service, List.of()).stream()
        .anyMatch(gap -> !gap.first().isAfter(last) && !gap.last().isBefore(first));
  }

  private static BillingAccount account(Bill bill) {
    return new BillingAccount(Optional.of(bill.provider()), Optional.of(bill.account())).plain();
  }

  private List<Bill> bills(BillingAccount account) {
    return bills.stream().filter(bill -> account.equals(account(bill))).toList();
  }

  private boolean reaches(BillingAccount account, Instant start, Instant end) {
    List<Bill> own = bills(account);
    boolean hasMonths =
        own.stream().anyMatch(bill -> bill.month().equals(month(start)))
            && own.stream().anyMatch(bill -> bill.month().equals(month(end)));
    return hasMonths
        && (!last.getOrDefault(account, Instant.MIN).isBefore(end.plus(lateness))
            || own.stream()
                .anyMatch(bill -> isClosed(bill, last.getOrDefault(account, Instant.MIN), end)));
  }

  /** A teardown may be charged a little after the end. */
  private boolean isClosed(Bill bill, Instant lastCharge, Instant end) {
    Instant over = bill.month().plusMonths(1).atDay(1).atStartOfDay().toInstant(ZoneOffset.UTC);
    return bill.month().equals(month(end))
        && !lastCharge.isBefore(end)
        && !lastCharge.isBefore(over.minus(HOUR))
        && !end.plus(KeyTimes.ABOUT).isAfter(over)
        && !bill.importedAt().isBefore(over.plus(lateness));
  }

  static YearMonth month(Instant time) {
    return YearMonth.from(time.atZone(ZoneOffset.UTC));
  }
}
