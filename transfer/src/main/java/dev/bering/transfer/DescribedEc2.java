package dev.bering.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.transfer.Inventory.Connectivity;
import dev.bering.transfer.Inventory.Endpoint;
import dev.bering.transfer.Inventory.Instance;
import dev.bering.transfer.Inventory.Interface;
import dev.bering.transfer.Inventory.Mode;
import dev.bering.transfer.Inventory.NatGateway;
import dev.bering.transfer.Inventory.Place;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One saved answer of EC2. What it says beside what is asked for here is left out. */
final class DescribedEc2 {

  static final List<String> LISTS =
      List.of("NetworkInterfaces", "NatGateways", "VpcEndpoints", "Reservations", "Tags");
  private static final Set<String> GONE =
      Set.of("deleted", "deleting", "failed", "rejected", "expired", "terminated", "shutting-down");

  private final JsonNode root;
  private final JsonFacts facts;
  private final InventoryDraft draft;
  private final String origin;

  DescribedEc2(JsonNode root, JsonFacts facts, InventoryDraft draft, String origin) {
    this.root = root;
    this.facts = facts;
    this.draft = draft;
    this.origin = origin;
  }

  /** Adds what it tells of to the draft; the names of the lists that it has. */
  List<String> read() {
    List<String> there = LISTS.stream().filter(root::has).toList();
    if (root.has("NetworkInterfaces")) {
      draft.described("interfaces");
      facts.list(root, "NetworkInterfaces").forEach(this::networkInterface);
    }
    if (root.has("NatGateways")) {
      draft.described("natGateways");
      facts.list(root, "NatGateways").forEach(this::natGateway);
    }
    if (root.has("VpcEndpoints")) {
      draft.described("endpoints");
      facts.list(root, "VpcEndpoints").forEach(this::endpoint);
    }
    if (root.has("Reservations")) {
      draft.described("instances");
      for (JsonNode reservation : facts.list(root, "Reservations")) {
        String account = facts.text(reservation, "OwnerId");
        facts.list(reservation, "Instances").forEach(one -> instance(one, account));
      }
    }
    for (JsonNode tag : facts.list(root, "Tags")) {
      draft.tag(
          facts.required(tag, "ResourceId"),
          facts.required(tag, "Key"),
          facts.text(tag, "Value"),
          origin);
    }
    return there;
  }

  private void networkInterface(JsonNode one) {
    String instance = facts.text(one.path("Attachment"), "InstanceId");
    draft.add(
        new Interface(
            facts.required(one, "NetworkInterfaceId"),
            facts.text(one, "InterfaceType"),
            new Place(
                facts.text(one, "OwnerId"),
                "",
                facts.text(one, "AvailabilityZone"),
                facts.text(one, "VpcId"),
                facts.text(one, "SubnetId")),
            addresses(one),
            instance.isEmpty() ? InventoryDraft.ownerIn(facts.text(one, "Description")) : instance,
            tags(one, "TagSet")),
        origin);
  }

  private List<String> addresses(JsonNode one) {
    Set<String> all = new LinkedHashSet<>();
    all.add(facts.text(one, "PrivateIpAddress"));
    facts
        .list(one, "PrivateIpAddresses")
        .forEach(more -> all.add(facts.text(more, "PrivateIpAddress")));
    facts.list(one, "Ipv6Addresses").forEach(more -> all.add(facts.text(more, "Ipv6Address")));
    all.remove("");
    return List.copyOf(all);
  }

  private boolean isGone(String id, String state) {
    if (GONE.contains(state.toLowerCase(Locale.ROOT))) {
      draft.gone(id);
      return true;
    }
    return false;
  }

  private void natGateway(JsonNode one) {
    String id = facts.required(one, "NatGatewayId");
    if (isGone(id, facts.text(one, "State"))) {
      return;
    }
    // Answers of some versions of the tools do not tell the mode; only one of a zone has a subnet.
    String mode = facts.text(one, "AvailabilityMode");
    String subnet = facts.text(one, "SubnetId");
    Set<String> interfaces = new LinkedHashSet<>();
    Set<String> addresses = new LinkedHashSet<>();
    for (JsonNode address : facts.list(one, "NatGatewayAddresses")) {
      interfaces.add(facts.text(address, "NetworkInterfaceId"));
      addresses.add(facts.text(address, "PrivateIp"));
    }
    interfaces.remove("");
    addresses.remove("");
    draft.add(
        new NatGateway(
            id,
            mode.equals("regional") || (mode.isEmpty() && subnet.isEmpty())
                ? Mode.REGIONAL
                : Mode.ZONAL,
            facts.text(one, "ConnectivityType").equals("private")
                ? Connectivity.PRIVATE
                : Connectivity.PUBLIC,
            new Place("", "", "", facts.text(one, "VpcId"), subnet),
            List.copyOf(interfaces),
            List.copyOf(addresses),
            tags(one, "Tags")),
        origin);
  }

  private void endpoint(JsonNode one) {
    String id = facts.required(one, "VpcEndpointId");
    if (isGone(id, facts.text(one, "State"))) {
      return;
    }
    draft.add(
        new Endpoint(
            id,
            facts.required(one, "VpcEndpointType").toLowerCase(Locale.ROOT),
            facts.text(one, "ServiceName"),
            new Place(facts.text(one, "OwnerId"), "", "", facts.text(one, "VpcId"), ""),
            facts.texts(one, "NetworkInterfaceIds").stream().sorted().toList(),
            tags(one, "Tags")),
        origin);
  }

  private void instance(JsonNode one, String account) {
    String id = facts.required(one, "InstanceId");
    if (isGone(id, facts.text(one.path("State"), "Name"))) {
      return;
    }
    Set<String> addresses = new LinkedHashSet<>(addresses(one));
    List<String> interfaces = new ArrayList<>();
    boolean forwards = isOff(one);
    for (JsonNode each : facts.list(one, "NetworkInterfaces")) {
      interfaces.add(facts.required(each, "NetworkInterfaceId"));
      addresses.addAll(addresses(each));
      forwards |= isOff(each);
    }
    draft.add(
        new Instance(
            id,
            facts.text(one, "InstanceType"),
            new Place(
                account,
                "",
                facts.text(one.path("Placement"), "AvailabilityZone"),
                facts.text(one, "VpcId"),
                facts.text(one, "SubnetId")),
            interfaces.stream().sorted().toList(),
            List.copyOf(addresses),
            forwards,
            tags(one, "Tags"),
            facts.text(one.path("State"), "Name")),
        origin);
  }

  private boolean isOff(JsonNode one) {
    return one.hasNonNull("SourceDestCheck") && !facts.truth(one, "SourceDestCheck");
  }

  private Map<String, String> tags(JsonNode one, String key) {
    Map<String, String> tags = new TreeMap<>();
    facts
        .list(one, key)
        .forEach(tag -> tags.put(facts.required(tag, "Key"), facts.text(tag, "Value")));
    return tags;
  }
}
