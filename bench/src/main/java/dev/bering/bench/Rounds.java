package dev.bering.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Forms of the same work, run in turn in one process, so that whatever else the machine does weighs
 * on all of them alike. Ratios are taken within a round. The order turns from round to round.
 */
final class Rounds {
  private static final OperatingSystemMXBean SYSTEM =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Map<String, Runnable> forms = new LinkedHashMap<>();
  private final Map<String, List<Took>> took = new LinkedHashMap<>();

  /** Seconds of the clock, and of all processors within this process. */
  record Took(double wall, double cpu) {}

  /** The median, and what a quarter of the rounds stayed below and above. */
  record Spread(double low, double median, double high) {

    static Spread of(List<Double> values) {
      List<Double> sorted = values.stream().sorted().toList();
      int last = sorted.size() - 1;
      return new Spread(
          sorted.get(Math.round(last * 0.25f)),
          sorted.get(Math.round(last * 0.5f)),
          sorted.get(Math.round(last * 0.75f)));
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%.3f (%.3f - %.3f)", median, low, high);
    }
  }

  Rounds form(String name, Runnable form) {
    forms.put(name, form);
    took.put(name, new ArrayList<>());
    return this;
  }

  /** Runs all forms so often, not counting what warms the JVM up. */
  Rounds run(int warmUp, int rounds) {
    List<String> names = new ArrayList<>(forms.keySet());
    for (int round = 0; round < warmUp + rounds; round++) {
      for (int i = 0; i < names.size(); i++) {
        String name = names.get((i + round) % names.size());
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        forms.getOrDefault(name, () -> {}).run();
        double wall = (System.nanoTime() - start) / 1e9;
        if (round >= warmUp) {
          took(name).add(new Took(wall, (SYSTEM.getProcessCpuTime() - cpu) / 1e9));
        }
      }
    }
    return this;
  }

  private List<Took> took(String name) {
    return took.computeIfAbsent(name, n -> new ArrayList<>());
  }

  double median(String name, ToDoubleFunction<Took> of) {
    return Spread.of(took(name).stream().mapToDouble(of).boxed().toList()).median();
  }

  /** How {@code name} compares with {@code other}, round by round. */
  Spread ratio(String name, String other, ToDoubleFunction<Took> of) {
    var ratios = new ArrayList<Double>();
    for (int round = 0; round < took(name).size(); round++) {
      ratios.add(
          of.applyAsDouble(took(name).get(round)) / of.applyAsDouble(took(other).get(round)));
    }
    return Spread.of(ratios);
  }
}
