package dev.bering.slices;

import dev.bering.flow.Flow;
import dev.bering.flow.MultiTransformer;
import dev.bering.model.Location;
import java.util.Locale;

/**
 * How the slices of a port become daily ones: by a component with one input and one output of the
 * columns of the port.
 */
record RollUp<I extends Record, O extends Record>(
    String port, Location table, MultiTransformer<I, O> component) {

  /** The flow that makes a day of what {@code hourly} published, as {@code detect_alerts_daily}. */
  SlicedFlow daily(SlicedFlow hourly) {
    Flow<I, O> flow = flow(hourly.name());
    String input = flow.plan().inputs().get(0).name();
    String output = flow.plan().outputs().get(0).name();
    return SlicedFlow.of(flow, Grain.DAILY)
        .startingAt(Grain.DAILY.at(hourly.first().start()).label())
        .ledger(hourly.ledger().toString())
        .reading(input, SliceInput.published(hourly, port))
        .publishing(output, table.toString())
        .build();
  }

  Flow<I, O> flow(String hourly) {
    return Flow.of(name(hourly), component);
  }

  /** What the daily flow of the flow {@code hourly} is called. */
  String name(String hourly) {
    String name = hourly + "_" + port.replaceAll("[^A-Za-z0-9_-]", "_") + "_daily";
    return name.toLowerCase(Locale.ROOT);
  }

  /** The table of the days. */
  SliceTable days() {
    return new SliceTable(port + " by day", table, SliceKey.stamped());
  }
}
