package dev.bering.monitoring;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Parts what is watched into rules, as a filter takes ten values and no more. Every interface is in
 * exactly one rule, or with exactly one part of its addresses in each of several, so that the sum
 * of all rules is what one rule without limits would say.
 */
final class RuleShards {

  static final int MOST_VALUES = 10;

  private RuleShards() {}

  /**
   * An interface to watch.
   *
   * @param id of it
   * @param addresses of which records are counted; none to count all
   * @param group interfaces of two groups never share a rule
   */
  record Watched(String id, List<String> addresses, String group) {
    Watched {
      addresses = List.copyOf(addresses);
    }
  }

  /** What one rule filters for. */
  record Shard(List<String> interfaces, List<String> addresses) {
    Shard {
      interfaces = List.copyOf(interfaces);
      addresses = List.copyOf(addresses);
    }
  }

  /** The rules, in the same order for the same interfaces. */
  static List<Shard> of(List<Watched> all) {
    TreeMap<String, List<Watched>> groups = new TreeMap<>();
    all.stream()
        .sorted(Comparator.comparing(Watched::id))
        .flatMap(one -> pieces(one).stream())
        .forEach(one -> groups.computeIfAbsent(one.group(), none -> new ArrayList<>()).add(one));
    List<Shard> shards = new ArrayList<>();
    groups.values().forEach(group -> pack(group, shards));
    return shards;
  }

  private static List<Watched> pieces(Watched one) {
    if (one.addresses().size() <= MOST_VALUES) {
      return List.of(one);
    }
    List<Watched> pieces = new ArrayList<>();
    for (int from = 0; from < one.addresses().size(); from += MOST_VALUES) {
      int to = Math.min(one.addresses().size(), from + MOST_VALUES);
      pieces.add(new Watched(one.id(), one.addresses().subList(from, to), one.group()));
    }
    return pieces;
  }

  private static void pack(List<Watched> group, List<Shard> shards) {
    Set<String> interfaces = new LinkedHashSet<>();
    Set<String> addresses = new LinkedHashSet<>();
    for (Watched one : group) {
      Set<String> more = new LinkedHashSet<>(addresses);
      more.addAll(one.addresses());
      // The pieces of one interface stay apart: a record of it would count in both rules else.
      if (interfaces.size() == MOST_VALUES
          || more.size() > MOST_VALUES
          || interfaces.contains(one.id())) {
        shards.add(new Shard(List.copyOf(interfaces), List.copyOf(addresses)));
        interfaces.clear();
        addresses.clear();
      }
      interfaces.add(one.id());
      addresses.addAll(one.addresses());
    }
    if (!interfaces.isEmpty()) {
      shards.add(new Shard(List.copyOf(interfaces), List.copyOf(addresses)));
    }
  }
}
