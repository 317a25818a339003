package dev.bering.metrics;

import dev.bering.stores.Retries;
import dev.bering.stores.Traffic;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Meters of what goes to stores and comes from them.
 *
 * <table>
 * <caption>Meters</caption>
 * <tr><th>name</th><th>tags</th><th>what</th></tr>
 * <tr><td>bering.store.bytes</td><td>store, direction</td><td>counter: bytes of files, read, written
 *     or copied by the store itself</td></tr>
 * <tr><td>bering.store.requests</td><td>store, operation</td><td>counter: calls of a store</td></tr>
 * <tr><td>bering.store.retries</td><td></td><td>counter: calls that were tried again</td></tr>
 * <tr><td>bering.store.throttled</td><td></td><td>counter: failures in which a service asked for
 *     fewer requests</td></tr>
 * </table>
 */
final class StoreMeters {
  private final MeterRegistry registry;
  private final Traffic traffic;
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  StoreMeters(MeterRegistry registry, Traffic traffic, Retries retries) {
    this.registry = registry;
    this.traffic = traffic;
    FunctionCounter.builder("bering.store.retries", retries, all -> all.counts().retried())
        .description("Calls of stores that were tried again")
        .register(registry);
    FunctionCounter.builder("bering.store.throttled", retries, all -> all.counts().throttled())
        .description("Failures in which a store asked for fewer requests")
        .register(registry);
  }

  /** Makes meters of stores that have been met since. */
  void refresh() {
    traffic.counts().keySet().stream().filter(known::add).forEach(this::register);
  }

  private void register(String store) {
    bytes(store, "read", Traffic.Counts::readBytes);
    bytes(store, "written", Traffic.Counts::writtenBytes);
    bytes(store, "copied", Traffic.Counts::copiedBytes);
    for (Traffic.Operation operation : Traffic.Operation.values()) {
      count(
          FunctionCounter.builder(
                  "bering.store.requests",
                  traffic,
                  of(store, counts -> counts.requests().getOrDefault(operation, 0L)))
              .description("Calls of a store, each once however often it was tried")
              .tags(
                  Tags.of("store", store, "operation", operation.name().toLowerCase(Locale.ROOT))));
    }
  }

  private void bytes(String store, String direction, ToDoubleFunction<Traffic.Counts> bytes) {
    count(
        FunctionCounter.builder("bering.store.bytes", traffic, of(store, bytes))
            .description("Bytes of files that were read, written, or copied by the store itself")
            .baseUnit("bytes")
            .tags(Tags.of("store", store, "direction", direction)));
  }

  private void count(FunctionCounter.Builder<Traffic> counter) {
    counter.register(registry);
  }

  private static ToDoubleFunction<Traffic> of(
      String store, ToDoubleFunction<Traffic.Counts> amount) {
    return all -> {
      Traffic.Counts counts = all.counts().get(store);
      return counts == null ? 0 : amount.applyAsDouble(counts);
    };
  }
}
