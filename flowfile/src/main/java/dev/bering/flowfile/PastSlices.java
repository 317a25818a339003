package dev.bering.flowfile;

import dev.bering.flow.RunPlan;
import dev.bering.model.Counts;
import dev.bering.model.Location;
import dev.bering.profile.FlowProfile;
import dev.bering.profile.PastRun;
import dev.bering.slices.Grain;
import dev.bering.slices.LedgerEntry;
import dev.bering.slices.Slice;
import dev.bering.slices.SliceLedger;
import dev.bering.slices.SlicedFlow;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the ledger tells of slices that were published.
 *
 * @param entries from early to late
 */
record PastSlices(List<LedgerEntry> entries) {

  /** As many as tell something of the next one. */
  private static final int LOOKED_AT = 200;

  PastSlices {
    entries = List.copyOf(entries);
  }

  static PastSlices of(SlicedFlow flow) {
    return of(flow.name(), flow.grain(), flow.ledger());
  }

  static PastSlices of(String flow, Grain grain, Location ledger) {
    List<LedgerEntry> done =
        new SliceLedger(ledger)
            .entries().stream()
                .filter(entry -> entry.kind() == LedgerEntry.Kind.DONE)
                .filter(entry -> entry.flow().equals(flow))
                .filter(entry -> entry.slice().grain().equals(grain))
                .toList();
    return new PastSlices(done.subList(Math.max(0, done.size() - LOOKED_AT), done.size()));
  }

  /** The newest slice that is published. */
  Optional<Slice> newest() {
    return entries.stream().map(LedgerEntry::slice).max(Comparator.naturalOrder());
  }

  static long inputBytes(LedgerEntry entry) {
    return entry.cost().getOrDefault("input-bytes", 0L);
  }

  /** How much a slice reads; what it will be is not known before it has run. */
  long medianInputBytes() {
    List<Long> sizes = entries.stream().map(PastSlices::inputBytes).sorted().toList();
    return sizes.isEmpty() ? 0 : sizes.get(sizes.size() / 2);
  }

  /**
   * Where their time went: what is in the middle of all, write by write, and the rows of the newest
   * that was published; empty without any.
   *
   * @param plan of one slice
   */
  Optional<FlowProfile> profile(RunPlan plan) {
    List<PastRun> runs = runs();
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    var writes = new LinkedHashMap<String, Duration>();
    for (RunPlan.Write write : plan.writes()) {
      String port = write.sink().port();
      List<Duration> took =
          runs.stream().flatMap(run -> Stream.ofNullable(run.writes().get(port))).sorted().toList();
      if (!took.isEmpty()) {
        writes.put(port, took.get(took.size() / 2));
      }
    }
    Slice newest = newest().orElseThrow();
    LedgerEntry last =
        entries.stream()
            .filter(entry -> entry.slice().equals(newest))
            .reduce((before, entry) -> entry)
            .orElseThrow();
    var rows = new LinkedHashMap<String, Long>();
    last.written().forEach(to -> rows.put(to.port(), to.rows()));
    return Optional.of(
        FlowProfile.past(
            plan,
            "%s up to %s".formatted(Counts.of(runs.size(), "slice"), newest),
            writes,
            rows,
            SliceAlarms.WIDTH));
  }

  /** The runs whose writes are told one by one. */
  List<PastRun> runs() {
    return entries.stream()
        .filter(entry -> !entry.writes().isEmpty())
        .map(entry -> new PastRun(entry.slice().label(), inputBytes(entry), entry.writes()))
        .toList();
  }
}
