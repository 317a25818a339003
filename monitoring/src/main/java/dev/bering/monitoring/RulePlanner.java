package dev.bering.monitoring;

import dev.bering.monitoring.RuleShards.Shard;
import dev.bering.monitoring.RuleShards.Watched;
import dev.bering.transfer.FlowField;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Endpoint;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Makes rules of Contributor Insights of what an inventory has, each byte and each connection
 * counted once. What the inventory does not have gets no rule; what it has and no rule can tell
 * gets a note.
 *
 * <p>Behind a NAT gateway a byte is recorded where it comes in and where it goes out; the records
 * whose source is the gateway's own address are one of the two, in both directions.
 */
final class RulePlanner {

  private static final int MOST_RULES = 100;

  /** Flags of all packets of a flow, by or: a SYN without an ACK, with or without FIN and RST. */
  private static final List<String> OPENED = List.of("2", "3", "6", "7");

  private final Inventory inventory;
  private final WatchSettings settings;
  private final NatInterfaces found;
  private final Map<WatchKind, List<Part>> rules = new EnumMap<>(WatchKind.class);
  private final List<String> notes = new ArrayList<>();

  private RulePlanner(Inventory inventory, WatchSettings settings) {
    this.inventory = inventory;
    this.settings = settings;
    this.found = new NatInterfaces(inventory, settings);
  }

  /**
   * Rules by what they watch.
   *
   * @param notes what is not watched, and why, and what a figure means
   */
  record Rules(Map<WatchKind, List<Part>> byKind, List<String> notes) {
    Rules {
      Map<WatchKind, List<Part>> sorted = new EnumMap<>(WatchKind.class);
      sorted.putAll(byKind);
      byKind = sorted;
      notes = List.copyOf(notes);
    }
  }

  static Rules of(Inventory inventory, WatchSettings settings) {
    RulePlanner planner = new RulePlanner(inventory, settings);
    planner.nat();
    planner.endpoints();
    planner.gateways();
    int count = planner.rules.values().stream().mapToInt(List::size).sum();
    if (count > MOST_RULES) {
      planner.notes.add(
          "%d rules are more than the %d that a region has unless more were granted"
              .formatted(count, MOST_RULES));
    }
    return new Rules(planner.rules, planner.notes);
  }

  /** Whether the flow log tells all of it; else says what is therefore not watched. */
  private boolean tells(WatchKind kind, String who, List<FlowField> fields) {
    List<String> missing =
        fields.stream().filter(field -> !settings.tells(field)).map(FlowField::text).toList();
    if (!missing.isEmpty()) {
      notes.add(
          "%s is not watched (%s): the flow log does not record %s"
              .formatted(kind.slug(), who, String.join(", ", missing)));
    }
    return missing.isEmpty();
  }

  private void rule(WatchKind kind, RuleDefinition definition) {
    List<Part> some = rules.computeIfAbsent(kind, none -> new ArrayList<>());
    some.add(
        new Part(
            Part.Type.RULE,
            "%s%s-%d".formatted(settings.prefix(), kind.slug(), some.size()),
            definition.json(kind)));
  }

  private void nat() {
    List<Watched> gateways = found.gateways(notes);
    List<Watched> machines = found.machines(notes);
    List<Watched> all = new ArrayList<>(gateways);
    all.addAll(machines);
    natBytes(WatchKind.NAT_GATEWAY_BYTES, gateways);
    natBytes(WatchKind.NAT_INSTANCE_BYTES, machines);
    rules(
        WatchKind.NAT_CONNECTIONS,
        all,
        List.of(FlowField.SRCADDR, FlowField.DSTADDR, FlowField.TCP_FLAGS),
        shard ->
            ofNat(shard)
                .keys(FlowField.DSTADDR, FlowField.DSTPORT)
                .in(FlowField.TCP_FLAGS, OPENED)
                .alsoIn(FlowField.FLOW_DIRECTION, List.of("egress")));
  }

  private void natBytes(WatchKind kind, List<Watched> all) {
    rules(
        kind,
        all,
        List.of(FlowField.SRCADDR, FlowField.DSTADDR, FlowField.BYTES),
        shard ->
            ofNat(shard)
                .keys(FlowField.SRCADDR, FlowField.DSTADDR, FlowField.PKT_SRCADDR)
                .alsoIn(FlowField.FLOW_DIRECTION, List.of("egress")));
  }

  private RuleDefinition ofNat(Shard shard) {
    return new RuleDefinition(settings)
        .in(FlowField.INTERFACE_ID, shard.interfaces())
        .in(FlowField.SRCADDR, shard.addresses());
  }

  /**
   * Rules on interfaces, if there are any and the flow log tells enough.
   *
   * @param needed beside the interface
   */
  private void rules(
      WatchKind kind,
      List<Watched> all,
      List<FlowField> needed,
      Function<Shard, RuleDefinition> definition) {
    List<FlowField> fields = new ArrayList<>(List.of(FlowField.INTERFACE_ID));
    fields.addAll(needed);
    if (all.isEmpty() || !tells(kind, ids(all), fields)) {
      return;
    }
    for (Shard shard : RuleShards.of(all)) {
      rule(kind, definition.apply(shard).alsoIn(FlowField.ACTION, List.of("ACCEPT")));
    }
  }

  private static String ids(List<Watched> all) {
    return String.join(", ", new TreeSet<>(all.stream().map(Watched::id).toList()));
  }

  private void endpoints() {
    Map<WatchKind, List<Watched>> byKind = new LinkedHashMap<>();
    List<Watched> all = new ArrayList<>();
    for (Endpoint one : inventory.endpoints()) {
      if (one.type().equals("gateway")) {
        continue;
      }
      if (!one.type().equals("interface") || one.interfaces().isEmpty()) {
        notes.add(
            one.interfaces().isEmpty()
                ? "endpoint %s is not watched: the inventory knows no interface of it"
                    .formatted(one.id())
                : "endpoint %s is not watched: it is of type %s".formatted(one.id(), one.type()));
        continue;
      }
      for (String id : one.interfaces()) {
        Watched watched = new Watched(id, List.of(), "");
        byKind.computeIfAbsent(kind(one), none -> new ArrayList<>()).add(watched);
        all.add(watched);
      }
    }
    for (WatchKind kind :
        List.of(WatchKind.ENDPOINT_BYTES, WatchKind.PRIVATELINK_BYTES, WatchKind.KINESIS_BYTES)) {
      rules(
          kind,
          byKind.getOrDefault(kind, List.of()),
          List.of(FlowField.SRCADDR, FlowField.DSTADDR, FlowField.BYTES),
          shard ->
              new RuleDefinition(settings)
                  .keys(FlowField.INTERFACE_ID, FlowField.SRCADDR, FlowField.DSTADDR)
                  .in(FlowField.INTERFACE_ID, shard.interfaces()));
    }
    rules(
        WatchKind.ENDPOINT_CONNECTIONS,
        all,
        List.of(FlowField.SRCADDR, FlowField.TCP_FLAGS),
        shard ->
            new RuleDefinition(settings)
                .keys(FlowField.INTERFACE_ID, FlowField.SRCADDR)
                .in(FlowField.INTERFACE_ID, shard.interfaces())
                .in(FlowField.TCP_FLAGS, OPENED));
  }

  private static WatchKind kind(Endpoint one) {
    if (one.isPrivateLink()) {
      return WatchKind.PRIVATELINK_BYTES;
    }
    return one.serviceWord().startsWith("kinesis")
        ? WatchKind.KINESIS_BYTES
        : WatchKind.ENDPOINT_BYTES;
  }

  /** A gateway endpoint has no interface: its records are those of the machines behind it. */
  private void gateways() {
    List<Endpoint> gateways =
        inventory.endpoints().stream().filter(one -> one.type().equals("gateway")).toList();
    gateways.stream()
        .filter(one -> !one.serviceWord().equals("s3"))
        .forEach(
            one ->
                notes.add(
                    "endpoint %s is not watched: it is a gateway to %s"
                        .formatted(one.id(), one.serviceWord())));
    List<Endpoint> toS3 = gateways.stream().filter(one -> one.serviceWord().equals("s3")).toList();
    if (toS3.isEmpty()) {
      return;
    }
    String who = String.join(", ", toS3.stream().map(Endpoint::id).toList());
    List<String> vpcs = toS3.stream().map(one -> one.place().vpc()).distinct().sorted().toList();
    if (tells(
        WatchKind.S3_GATEWAY_BYTES_OUT,
        who,
        List.of(
            FlowField.INTERFACE_ID,
            FlowField.DSTADDR,
            FlowField.BYTES,
            FlowField.PKT_DST_AWS_SERVICE,
            FlowField.TRAFFIC_PATH))) {
      for (List<String> some : pieces(vpcs)) {
        rule(
            WatchKind.S3_GATEWAY_BYTES_OUT,
            new RuleDefinition(settings)
                .keys(FlowField.INTERFACE_ID, FlowField.DSTADDR)
                .in(FlowField.PKT_DST_AWS_SERVICE, List.of("S3"))
                .in(FlowField.TRAFFIC_PATH, List.of("7"))
                .alsoIn(FlowField.VPC_ID, some)
                .alsoIn(FlowField.ACTION, List.of("ACCEPT")));
      }
      notes.add(
          "%s counts machines of the Nitro system: others record no way of their own for a gateway"
              .formatted(WatchKind.S3_GATEWAY_BYTES_OUT.slug()));
    }
    if (tells(
        WatchKind.S3_GATEWAY_BYTES_IN,
        who,
        List.of(
            FlowField.INTERFACE_ID,
            FlowField.SRCADDR,
            FlowField.BYTES,
            FlowField.PKT_SRC_AWS_SERVICE,
            FlowField.FLOW_DIRECTION))) {
      fromS3(vpcs);
    }
  }

  private void fromS3(List<String> vpcs) {
    List<Watched> nat = new ArrayList<>();
    inventory.natGateways().forEach(one -> one.interfaces().forEach(id -> nat.add(none(id))));
    // What cannot be watched of them was told where they were.
    found.machines(new ArrayList<>()).forEach(one -> nat.add(none(one.id())));
    List<String> passing = nat.stream().map(Watched::id).distinct().sorted().toList();
    if (passing.size() > RuleShards.MOST_VALUES) {
      notes.add(
          "%s is not watched: %d interfaces of NAT would have to be left out, and a filter takes %d"
              .formatted(
                  WatchKind.S3_GATEWAY_BYTES_IN.slug(), passing.size(), RuleShards.MOST_VALUES));
      return;
    }
    for (List<String> some : pieces(vpcs)) {
      RuleDefinition definition =
          new RuleDefinition(settings)
              .keys(FlowField.INTERFACE_ID, FlowField.SRCADDR)
              .in(FlowField.PKT_SRC_AWS_SERVICE, List.of("S3"))
              .in(FlowField.FLOW_DIRECTION, List.of("ingress"))
              .alsoIn(FlowField.VPC_ID, some);
      if (!passing.isEmpty()) {
        definition.filter(FlowField.INTERFACE_ID, "NotIn", passing);
      }
      rule(WatchKind.S3_GATEWAY_BYTES_IN, definition);
    }
    notes.add(
        "%s also counts what comes from S3 on another way: a record of what comes in tells none"
            .formatted(WatchKind.S3_GATEWAY_BYTES_IN.slug()));
  }

  private static Watched none(String id) {
    return new Watched(id, List.of(), "");
  }

  /** Networks by tens; all at once where the flow log does not tell the network. */
  private List<List<String>> pieces(List<String> vpcs) {
    if (!settings.tells(FlowField.VPC_ID)) {
      return List.of(vpcs);
    }
    List<List<String>> pieces = new ArrayList<>();
    for (int from = 0; from < vpcs.size(); from += RuleShards.MOST_VALUES) {
      pieces.add(vpcs.subList(from, Math.min(vpcs.size(), from + RuleShards.MOST_VALUES)));
    }
    return pieces;
  }
}
