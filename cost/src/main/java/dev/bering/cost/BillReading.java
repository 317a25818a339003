package dev.bering.cost;

import dev.bering.cost.BillFinder.Found;
import java.util.List;
import java.util.Map;

/**
 * All that was read, before anything is written.
 *
 * @param prices files of list prices
 */
record BillReading(
    List<Found> prices, Map<BillKey, BillDraft> drafts, Map<BillKey, List<BillNote>> notes) {}
