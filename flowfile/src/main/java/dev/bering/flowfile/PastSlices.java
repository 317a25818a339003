package dev.bering.flowfile;

import dev.bering.flow.RunPlan;
import dev.bering.model.Location;
import dev.bering.profile.FlowProfile;
import dev.bering.profile.PastRun;
import dev.bering.slices.Grain;
import dev.bering.slices.LedgerEntry;
import dev.bering.slices.Slice;
import dev.bering.slices.SliceLedger;
import dev.bering.slices.SlicedFlow;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * What the ledger tells of slices that were published.
 *
 * @param entries in the order in which they were
 */
record PastSlices(List<LedgerEntry> entries) {

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
    return new PastSlices(done.subList(Math.max(0, done.size() - PastRuns.LOOKED_AT), done.size()));
  }

  /** The newest slice that is published. */
  Optional<Slice> newest() {
    return entries.stream().map(LedgerEntry::slice).max(Comparator.naturalOrder());
  }

  /** Their times. */
  PastRuns runs() {
    return new PastRuns(RunForecast.Unit.SLICE, entries.stream().map(PastSlices::past).toList());
  }

  private static PastRuns.Past past(LedgerEntry entry) {
    var rows = new LinkedHashMap<String, Long>();
    entry.written().forEach(to -> rows.put(to.port(), to.rows()));
    return new PastRuns.Past(
        new PastRun(
            entry.slice().label(), entry.cost().getOrDefault("input-bytes", 0L), entry.writes()),
        entry.elapsed(),
        rows);
  }

  /**
   * Where their time went, with the rows of the newest slice as it was last published; empty
   * without any.
   *
   * @param plan of one slice
   */
  Optional<FlowProfile> profile(RunPlan plan) {
    return newest()
        .flatMap(
            newest ->
                entries.stream()
                    .filter(entry -> entry.slice().equals(newest))
                    .reduce((before, entry) -> entry))
        .flatMap(last -> runs().profile(plan, past(last)));
  }
}
