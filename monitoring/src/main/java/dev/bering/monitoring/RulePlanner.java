package dev.bering.monitoring;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.monitoring.RuleShards.Shard;
import dev.bering.monitoring.RuleShards.Watched;
import dev.bering.transfer.FlowField;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Connectivity;
import dev.bering.transfer.Inventory.Endpoint;
import dev.bering.transfer.Inventory.Instance;
import dev.bering.transfer.Inventory.Interface;
import dev.bering.transfer.Inventory.Mode;
import dev.bering.transfer.Inventory.NatGateway;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes rules of Contributor Insights of what an inventory has, each byte and each connection
 * counted once. What the inventory does not have gets no rule; what it has and no rule can tell
 * gets a note.
 *
 * <p>Behind a NAT gateway a byte is recorded where it comes in and where it goes out; the records
 * whose source is the gateway's own address are one of the two, in both directions. Where two
 * gateways lie behind each other, the one's records could have the other's address as their source:
 * what goes out alone is counted where the flow log tells the direction, and such gateways share no
 * rule where it does not.
 */
final class RulePlanner {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int MOST_FILTERS = 4;
  private static final int MOST_RULES = 100;

  /** Flags of all packets of a flow, by or: a SYN without an ACK, with or without FIN and RST. */
  private static final List<String> OPENED = List.of("2", "3", "6", "7");

  private final Inventory inventory;
  private final WatchSettings settings;
  private final Map<WatchKind, List<Part>> rules = new EnumMap<>(WatchKind.class);
  private final List<String> notes = new ArrayList<>();

  private RulePlanner(Inventory inventory, WatchSettings settings) {
    this.inventory = inventory;
    this.settings = settings;
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

  private boolean has(FlowField field) {
    return settings.format().names().contains(field.text());
  }

  /** Whether the flow log tells all of it; else says what is therefore not watched. */
  private boolean tells(WatchKind kind, String who, FlowField... fields) {
    List<String> missing =
        Arrays.stream(fields).filter(field -> !has(field)).map(FlowField::text).toList();
    if (!missing.isEmpty()) {
      notes.add(
          "%s is not watched (%s): the flow log does not record %s"
              .formatted(kind.slug(), who, String.join(", ", missing)));
    }
    return missing.isEmpty();
  }

  /** What a rule counts, in the order in which its parts are written. */
  private final class Definition {
    private final Set<FlowField> fields = new LinkedHashSet<>();
    private final List<FlowField> keys = new ArrayList<>();
    private final ArrayNode filters = JSON.createArrayNode();

    Definition keys(FlowField... some) {
      Arrays.stream(some).filter(RulePlanner.this::has).forEach(keys::add);
      fields.addAll(keys);
      return this;
    }

    Definition in(FlowField field, List<String> values) {
      return filter(field, "In", values);
    }

    Definition filter(FlowField field, String operator, List<String> values) {
      fields.add(field);
      ObjectNode filter = filters.addObject().put("Match", alias(field));
      values.forEach(filter.putArray(operator)::add);
      return this;
    }

    /** One more, if the flow log tells it and there is room for it. */
    Definition alsoIn(FlowField field, List<String> values) {
      return has(field) && !values.isEmpty() && filters.size() < MOST_FILTERS
          ? in(field, values)
          : this;
    }

    String json(boolean isSum) {
      if (isSum) {
        fields.add(FlowField.BYTES);
      }
      TreeMap<Integer, String> places = new TreeMap<>();
      fields.forEach(
          field -> places.put(settings.format().names().indexOf(field.text()) + 1, alias(field)));
      ObjectNode rule = JSON.createObjectNode();
      rule.putObject("Schema").put("Name", "CloudWatchLogRule").put("Version", 1);
      rule.putArray("LogGroupNames").add(settings.logGroup());
      rule.put("LogFormat", "CLF");
      ObjectNode named = rule.putObject("Fields");
      places.forEach((place, alias) -> named.put(Integer.toString(place), alias));
      ObjectNode contribution = rule.putObject("Contribution");
      keys.forEach(key -> contribution.withArray("Keys").add(alias(key)));
      if (isSum) {
        contribution.put("ValueOf", alias(FlowField.BYTES));
      }
      contribution.set("Filters", filters);
      rule.put("AggregateOn", isSum ? "Sum" : "Count");
      return rule.toPrettyString().replace("\r\n", "\n");
    }
  }

  private static String alias(FlowField field) {
    return field.text().replace('-', '_');
  }

  private void rule(WatchKind kind, Definition definition) {
    List<Part> some = rules.computeIfAbsent(kind, none -> new ArrayList<>());
    some.add(
        new Part(
            Part.Type.RULE,
            "%s%s-%d".formatted(settings.prefix(), kind.slug(), some.size()),
            definition.json(!kind.isCount())));
  }

  private void nat() {
    List<Watched> gateways = gateways(inventory.natGateways());
    List<Watched> machines = machines();
    nat(WatchKind.NAT_GATEWAY_BYTES, gateways);
    nat(WatchKind.NAT_INSTANCE_BYTES, machines);
    List<Watched> all = new ArrayList<>(gateways);
    all.addAll(machines);
    if (all.isEmpty()
        || !tells(
            WatchKind.NAT_CONNECTIONS,
            ids(all),
            FlowField.INTERFACE_ID,
            FlowField.SRCADDR,
            FlowField.DSTADDR,
            FlowField.TCP_FLAGS)) {
      return;
    }
    for (Shard shard : RuleShards.of(all)) {
      rule(
          WatchKind.NAT_CONNECTIONS,
          new Definition()
              .keys(FlowField.DSTADDR, FlowField.DSTPORT)
              .in(FlowField.INTERFACE_ID, shard.interfaces())
              .in(FlowField.SRCADDR, shard.addresses())
              .in(FlowField.TCP_FLAGS, OPENED)
              .alsoIn(FlowField.FLOW_DIRECTION, List.of("egress"))
              .alsoIn(FlowField.ACTION, List.of("ACCEPT")));
    }
  }

  private void nat(WatchKind kind, List<Watched> all) {
    if (all.isEmpty()
        || !tells(
            kind,
            ids(all),
            FlowField.INTERFACE_ID,
            FlowField.SRCADDR,
            FlowField.DSTADDR,
            FlowField.BYTES)) {
      return;
    }
    for (Shard shard : RuleShards.of(all)) {
      rule(
          kind,
          new Definition()
              .keys(FlowField.SRCADDR, FlowField.DSTADDR, FlowField.PKT_SRCADDR)
              .in(FlowField.INTERFACE_ID, shard.interfaces())
              .in(FlowField.SRCADDR, shard.addresses())
              .alsoIn(FlowField.FLOW_DIRECTION, List.of("egress"))
              .alsoIn(FlowField.ACTION, List.of("ACCEPT")));
    }
  }

  private static String ids(List<Watched> all) {
    return String.join(", ", new TreeSet<>(all.stream().map(Watched::id).toList()));
  }

  private String group(String vpc, String id, boolean mayLieBehindAnother) {
    return mayLieBehindAnother && !has(FlowField.FLOW_DIRECTION) ? vpc + " " + id : vpc;
  }

  private List<Watched> gateways(List<NatGateway> gateways) {
    List<Watched> all = new ArrayList<>();
    for (NatGateway one : gateways) {
      if (one.mode() == Mode.REGIONAL) {
        notes.add(
            "NAT gateway %s is not watched: it is regional, and its records tell no interface"
                .formatted(one.id()));
        continue;
      }
      if (one.interfaces().isEmpty() || one.addresses().isEmpty()) {
        notes.add(
            "NAT gateway %s is not watched: the inventory knows no interface or no address of it"
                .formatted(one.id()));
        continue;
      }
      String group = group(one.place().vpc(), one.id(), one.connectivity() == Connectivity.PRIVATE);
      one.interfaces().forEach(id -> all.add(watched(id, one.addresses(), group)));
    }
    return all;
  }

  /** With the interface's own addresses, where they are known. */
  private Watched watched(String id, List<String> ofOwner, String group) {
    return new Watched(
        id,
        inventory.interfaces().stream()
            .filter(one -> one.id().equals(id))
            .map(Interface::addresses)
            .filter(addresses -> !addresses.isEmpty())
            .findFirst()
            .orElse(ofOwner),
        group);
  }

  private List<Watched> machines() {
    List<Watched> all = new ArrayList<>();
    for (Instance one : inventory.instances()) {
      boolean isNamed = settings.natInstances().contains(one.id());
      if (isNamed || (settings.natInstances().isEmpty() && one.forwards())) {
        if (one.interfaces().isEmpty() || one.addresses().isEmpty()) {
          notes.add(
              "NAT instance %s is not watched: the inventory knows no interface or no address of it"
                  .formatted(one.id()));
          continue;
        }
        String group = group(one.place().vpc(), one.id(), true);
        one.interfaces().forEach(id -> all.add(watched(id, one.addresses(), group)));
      }
    }
    return all;
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
      endpoints(kind, byKind.getOrDefault(kind, List.of()));
    }
    if (!all.isEmpty()
        && tells(
            WatchKind.ENDPOINT_CONNECTIONS,
            ids(all),
            FlowField.INTERFACE_ID,
            FlowField.SRCADDR,
            FlowField.TCP_FLAGS)) {
      for (Shard shard : RuleShards.of(all)) {
        rule(
            WatchKind.ENDPOINT_CONNECTIONS,
            new Definition()
                .keys(FlowField.INTERFACE_ID, FlowField.SRCADDR)
                .in(FlowField.INTERFACE_ID, shard.interfaces())
                .in(FlowField.TCP_FLAGS, OPENED)
                .alsoIn(FlowField.ACTION, List.of("ACCEPT")));
      }
    }
  }

  private static WatchKind kind(Endpoint one) {
    if (one.isPrivateLink()) {
      return WatchKind.PRIVATELINK_BYTES;
    }
    return one.serviceWord().startsWith("kinesis")
        ? WatchKind.KINESIS_BYTES
        : WatchKind.ENDPOINT_BYTES;
  }

  private void endpoints(WatchKind kind, List<Watched> all) {
    if (all.isEmpty()
        || !tells(
            kind,
            ids(all),
            FlowField.INTERFACE_ID,
            FlowField.SRCADDR,
            FlowField.DSTADDR,
            FlowField.BYTES)) {
      return;
    }
    for (Shard shard : RuleShards.of(all)) {
      rule(
          kind,
          new Definition()
              .keys(FlowField.INTERFACE_ID, FlowField.SRCADDR, FlowField.DSTADDR)
              .in(FlowField.INTERFACE_ID, shard.interfaces())
              .alsoIn(FlowField.ACTION, List.of("ACCEPT")));
    }
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
        FlowField.INTERFACE_ID,
        FlowField.DSTADDR,
        FlowField.BYTES,
        FlowField.PKT_DST_AWS_SERVICE,
        FlowField.TRAFFIC_PATH)) {
      for (List<String> some : pieces(vpcs)) {
        rule(
            WatchKind.S3_GATEWAY_BYTES_OUT,
            new Definition()
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
        FlowField.INTERFACE_ID,
        FlowField.SRCADDR,
        FlowField.BYTES,
        FlowField.PKT_SRC_AWS_SERVICE,
        FlowField.FLOW_DIRECTION)) {
      fromS3(vpcs);
    }
  }

  private void fromS3(List<String> vpcs) {
    List<Watched> nat = new ArrayList<>();
    inventory.natGateways().forEach(one -> one.interfaces().forEach(id -> nat.add(none(id))));
    machines().forEach(one -> nat.add(none(one.id())));
    List<String> passing = nat.stream().map(Watched::id).distinct().sorted().toList();
    if (passing.size() > RuleShards.MOST_VALUES) {
      notes.add(
          "%s is not watched: %d interfaces of NAT would have to be left out, and a filter takes %d"
              .formatted(
                  WatchKind.S3_GATEWAY_BYTES_IN.slug(), passing.size(), RuleShards.MOST_VALUES));
      return;
    }
    for (List<String> some : pieces(vpcs)) {
      Definition definition =
          new Definition()
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
    if (!has(FlowField.VPC_ID)) {
      return List.of(vpcs);
    }
    List<List<String>> pieces = new ArrayList<>();
    for (int from = 0; from < vpcs.size(); from += RuleShards.MOST_VALUES) {
      pieces.add(vpcs.subList(from, Math.min(vpcs.size(), from + RuleShards.MOST_VALUES)));
    }
    return pieces;
  }
}
