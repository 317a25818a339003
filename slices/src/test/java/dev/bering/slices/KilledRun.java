package dev.bering.slices;

import dev.bering.flow.CachePolicy;
import dev.bering.flow.FlowListener;
import dev.bering.stores.Store;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Collectors;

/**
 * A process that runs two slices, writes the tables of the third, and ends before it can publish
 * them, without giving back what it has claimed.
 */
final class KilledRun {

  private KilledRun() {}

  public static void main(String[] arguments) throws Exception {
    var lake = new Platform(Path.of(arguments[0]));
    SlicedFlow flow = lake.binding().build();
    lake.run(flow, 0, 1);
    var ledger = new SliceLedger(flow.ledger());
    try (Store.Lock claim = ledger.claim(flow.name())) {
      var tables = new SliceTables(Platform.SPARK);
      var pins = new Pins();
      Publications published = ledger.publications(flow);
      new SliceAttempt(
              flow,
              Platform.hour(2),
              new Present(flow, ledger, tables, pins, Instant.EPOCH),
              published,
              ledger,
              pins,
              tables,
              flow.outputs().stream()
                  .collect(
                      Collectors.toMap(
                          SliceTable::port,
                          table ->
                              WrittenTable.of(
                                  table,
                                  Strays.of(flow),
                                  Platform.hours(2, 2),
                                  published,
                                  tables))))
          .run(CachePolicy.standard(), FlowListener.NONE);
      Runtime.getRuntime().halt(claim == null ? 1 : 9);
    }
  }
}
