package dev.bering.flowfile;

import dev.bering.profile.PastRun;
import dev.bering.slices.LedgerEntry;
import dev.bering.slices.Slice;
import dev.bering.slices.SliceLedger;
import dev.bering.slices.SlicedFlow;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

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
    List<LedgerEntry> done =
        new SliceLedger(flow.ledger())
            .entries().stream()
                .filter(entry -> entry.kind() == LedgerEntry.Kind.DONE)
                .filter(entry -> entry.flow().equals(flow.name()))
                .filter(entry -> entry.slice().grain().equals(flow.grain()))
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

  /** The runs whose writes are told one by one. */
  List<PastRun> runs() {
    return entries.stream()
        .filter(entry -> !entry.writes().isEmpty())
        .map(entry -> new PastRun(entry.slice().label(), inputBytes(entry), entry.writes()))
        .toList();
  }
}
