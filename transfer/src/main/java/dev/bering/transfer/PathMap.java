package dev.bering.transfer;

import dev.bering.transfer.Inventory.Endpoint;
import dev.bering.transfer.Inventory.Instance;
import dev.bering.transfer.Inventory.Interface;
import dev.bering.transfer.Inventory.Mode;
import dev.bering.transfer.Inventory.NatGateway;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells which way a record's traffic went, and whether it is the record that counts it. Traffic
 * that passes several interfaces is logged by each: of a NAT gateway count the records that it
 * sends, of an endpoint those of its own interface, between two machines those of the sender. Where
 * the interface that should count is in no record, the record at the other end does.
 *
 * <p>Every record is first shown to {@link #see}: whether an interface logs at all, and who speaks
 * to whom through a gateway, is known only when all have been seen.
 */
final class PathMap {

  private static final Set<String> GATEWAY_SERVICES = Set.of("S3", "DYNAMODB");

  /** In place of a way, if one end was reached on several. */
  private static final String SEVERAL = "several";

  private final Map<String, Interface> interfaces = new HashMap<>();
  private final Map<String, List<Interface>> byAddress = new HashMap<>();
  private final Map<String, NatGateway> natByInterface = new HashMap<>();
  private final Map<String, NatGateway> regional = new HashMap<>();
  private final Map<String, Endpoint> endpointByInterface = new HashMap<>();
  private final Map<String, Instance> forwarderByInterface = new HashMap<>();
  private final Set<String> natNetworks = new HashSet<>();
  private final Set<String> forwarderNetworks = new HashSet<>();
  private final Map<String, Set<String>> gatewayServices = new HashMap<>();
  private final Set<String> seen = new HashSet<>();
  private final Set<String> natClients = new HashSet<>();
  private final Set<String> natHosts = new HashSet<>();
  private final Map<String, String> wayOut = new HashMap<>();

  PathMap(Inventory inventory) {
    for (Interface one : inventory.interfaces()) {
      interfaces.put(one.id(), one);
      one.addresses()
          .forEach(
              address -> byAddress.computeIfAbsent(address, key -> new ArrayList<>()).add(one));
    }
    for (NatGateway gateway : inventory.natGateways()) {
      natNetworks.add(gateway.place().vpc());
      gateway.interfaces().forEach(id -> natByInterface.put(id, gateway));
      if (gateway.mode() == Mode.REGIONAL) {
        regional.put(gateway.id(), gateway);
      }
    }
    for (Endpoint endpoint : inventory.endpoints()) {
      endpoint.interfaces().forEach(id -> endpointByInterface.put(id, endpoint));
      if (endpoint.type().toLowerCase(Locale.ROOT).equals("gateway")) {
        gatewayServices
            .computeIfAbsent(endpoint.place().vpc(), key -> new HashSet<>())
            .add(endpoint.serviceWord().toUpperCase(Locale.ROOT));
      }
    }
    for (Instance instance : inventory.instances()) {
      if (instance.forwards()) {
        forwarderNetworks.add(instance.place().vpc());
        instance.interfaces().forEach(id -> forwarderByInterface.put(id, instance));
      }
    }
  }

  /**
   * Which way traffic went.
   *
   * @param via the gateway, endpoint or machine that it went through; {@code -} if none is known
   * @param client who uses that, or the inner end; {@code -} if a record does not tell
   * @param isClients whether this record counts when clients are told apart
   * @param zones {@code same} or {@code cross}, where both ends are known; else {@code -}
   */
  record Found(
      PathClass path, String via, String client, boolean counts, boolean isClients, String zones) {

    private static Found counted(PathClass path, String via, String client) {
      return new Found(path, via, client, true, true, "-");
    }

    private static Found elsewhere(PathClass path, String via) {
      return new Found(path, via, "-", false, false, "-");
    }

    private Found in(String zones) {
      return new Found(path, via, client, counts, isClients, zones);
    }
  }

  /** Learns from a record. */
  void see(PathLine line) {
    Optional<Gate> gate = gate(line);
    if (gate.isPresent()) {
      seen.add(gate.get().id());
      Leg leg = gate.get().leg(line);
      if (leg.isInner()) {
        seen.add(gate.get().id() + " inner");
        natClients.add(gate.get().network() + " " + leg.client());
        if (leg.isOwn() && !line.packetSource().equals("-")) {
          natHosts.add(gate.get().network() + " " + line.packetSource());
        } else if (!leg.isOwn() && !line.packetTarget().equals("-")) {
          natHosts.add(gate.get().network() + " " + line.packetTarget());
        }
      } else {
        natHosts.add(gate.get().network() + " " + (leg.isOwn() ? line.target() : line.source()));
      }
      return;
    }
    seen.add(line.owner());
    if (!line.trafficPath().equals("-")) {
      // The order of records is nobody's: several ways are none that is known.
      wayOut.merge(
          line.owner() + " " + line.target(),
          line.trafficPath(),
          (one, other) -> one.equals(other) ? one : SEVERAL);
    }
  }

  /** What forwards traffic, and logs every byte at least twice. */
  private record Gate(
      PathClass path, String id, String network, List<String> addresses, PathMap map) {

    /** The leg of it that a record tells of. */
    Leg leg(PathLine line) {
      boolean fromGate = addresses.contains(line.source());
      boolean toGate = addresses.contains(line.target());
      boolean isRegional = addresses.isEmpty();
      String other = fromGate ? line.target() : line.source();
      boolean isInner;
      if (isRegional) {
        boolean sends = map.isInside(line.source());
        isInner = sends || map.isInside(line.target());
        other = sends ? line.source() : line.target();
      } else if (fromGate && !line.packetSource().equals("-")) {
        isInner = !addresses.contains(line.packetSource());
      } else if (toGate && !line.packetTarget().equals("-")) {
        isInner = !addresses.contains(line.packetTarget());
      } else {
        isInner = map.isInside(other);
      }
      return new Leg(isRegional ? isInner : fromGate, isInner, other);
    }
  }

  /**
   * One of the two legs of forwarded traffic.
   *
   * @param isOwn whether the gateway sends; its records count
   * @param isInner whether the other end is a client of it, and no host
   * @param client that other end
   */
  private record Leg(boolean isOwn, boolean isInner, String client) {}

  private Optional<Gate> gate(PathLine line) {
    NatGateway zonal = natByInterface.get(line.owner());
    if (zonal != null) {
      return Optional.of(
          new Gate(
              PathClass.NAT_GATEWAY,
              zonal.id(),
              zonal.place().vpc(),
              addresses(line.owner(), zonal.addresses()),
              this));
    }
    NatGateway spanning = regional.get(line.resource());
    if (spanning != null) {
      return Optional.of(
          new Gate(PathClass.NAT_GATEWAY, spanning.id(), spanning.place().vpc(), List.of(), this));
    }
    Instance forwarder = forwarderByInterface.get(line.owner());
    if (forwarder != null) {
      return Optional.of(
          new Gate(
              PathClass.NAT_INSTANCE,
              forwarder.id(),
              forwarder.place().vpc(),
              addresses(line.owner(), forwarder.addresses()),
              this));
    }
    return Optional.empty();
  }

  private List<String> addresses(String id, List<String> others) {
    Interface own = interfaces.get(id);
    if (own == null) {
      return others;
    }
    List<String> all = new ArrayList<>(own.addresses());
    all.addAll(others);
    return all;
  }

  private boolean isInside(String address) {
    return byAddress.containsKey(address) || Addresses.isPrivate(address);
  }

  /** Which way a record's traffic went, when all have been seen. */
  Found of(PathLine line) {
    Optional<Gate> gate = gate(line);
    if (gate.isPresent()) {
      return forwarded(line, gate.get());
    }
    Endpoint endpoint = endpointByInterface.get(line.owner());
    Interface owner = interfaces.get(line.owner());
    if (owner == null) {
      return Found.counted(PathClass.UNDECIDED, "-", "-");
    }
    boolean sends = owner.addresses().contains(line.source());
    String remote = sends ? line.target() : line.source();
    if (endpoint != null) {
      return Found.counted(kind(endpoint), endpoint.id(), remote)
          .in(neighbour(owner, remote).map(other -> zones(owner, other)).orElse("-"));
    }
    if (owner.type().startsWith("transit_gateway")) {
      return passedOn(line, owner);
    }
    String own = sends ? line.source() : line.target();
    return neighbour(owner, remote)
        .map(other -> between(owner, own, sends, other).in(zones(owner, other)))
        .orElseGet(() -> outside(line, owner, own, remote));
  }

  private static PathClass kind(Endpoint endpoint) {
    if (endpoint.isPrivateLink()) {
      return PathClass.PRIVATELINK;
    }
    return endpoint.type().toLowerCase(Locale.ROOT).equals("interface")
        ? PathClass.INTERFACE_ENDPOINT
        : PathClass.OTHER;
  }

  private Found forwarded(PathLine line, Gate gate) {
    boolean isRegional = gate.addresses().isEmpty();
    if (!isRegional
        && !gate.addresses().contains(line.source())
        && !gate.addresses().contains(line.target())) {
      // An address of the gateway that the inventory does not have.
      return Found.counted(PathClass.UNDECIDED, gate.id(), "-");
    }
    Leg leg = gate.leg(line);
    String client = leg.isInner() ? leg.client() : "-";
    boolean counts =
        isRegional ? leg.isInner() || !seen.contains(gate.id() + " inner") : leg.isOwn();
    return new Found(
        gate.path(), gate.id(), client, counts, isRegional ? counts : leg.isInner(), "-");
  }

  /** The interface of an address: in the same network, or the only one that has it. */
  private Optional<Interface> neighbour(Interface owner, String address) {
    List<Interface> all = byAddress.getOrDefault(address, List.of());
    Optional<Interface> same =
        all.stream().filter(one -> one.place().vpc().equals(owner.place().vpc())).findFirst();
    return same.isPresent() || all.size() != 1 ? same : Optional.of(all.get(0));
  }

  private static String zones(Interface one, Interface other) {
    String zone = one.place().zone();
    String otherZone = other.place().zone();
    return zone.isEmpty() || otherZone.isEmpty() ? "-" : zone.equals(otherZone) ? "same" : "cross";
  }

  private Found between(Interface owner, String own, boolean sends, Interface other) {
    NatGateway gateway = natByInterface.get(other.id());
    if (gateway != null) {
      return behind(other.id(), gateway.id(), PathClass.NAT_GATEWAY, gateway.id(), own);
    }
    Endpoint endpoint = endpointByInterface.get(other.id());
    if (endpoint != null) {
      return behind(other.id(), other.id(), kind(endpoint), endpoint.id(), own);
    }
    PathClass path =
        owner.place().vpc().equals(other.place().vpc()) ? PathClass.INTRA_VPC : PathClass.PEERING;
    return sends ? Found.counted(path, "-", own) : behind(other.id(), other.id(), path, "-", own);
  }

  /** Counted by another interface, if that logs. */
  private Found behind(String other, String loggedAs, PathClass path, String via, String client) {
    return seen.contains(other) || seen.contains(loggedAs)
        ? Found.elsewhere(path, via)
        : Found.counted(path, via, client);
  }

  private Found passedOn(PathLine line, Interface owner) {
    Optional<Interface> end =
        neighbour(owner, line.source()).or(() -> neighbour(owner, line.target()));
    return end.filter(one -> seen.contains(one.id())).isPresent()
        ? Found.elsewhere(PathClass.OTHER, owner.owner().isEmpty() ? "-" : owner.owner())
        : Found.counted(PathClass.OTHER, owner.owner().isEmpty() ? "-" : owner.owner(), "-");
  }

  private Found outside(PathLine line, Interface owner, String own, String remote) {
    String network = owner.place().vpc();
    String way =
        line.trafficPath().equals("-")
            ? wayOut.getOrDefault(owner.id() + " " + remote, "-")
            : line.trafficPath();
    boolean hasGateway = gatewayServices.getOrDefault(network, Set.of()).contains(line.service());
    if (way.equals(SEVERAL)) {
      return Found.counted(PathClass.UNDECIDED, "-", own);
    }
    Optional<PathClass> told = told(way, hasGateway);
    if (told.isPresent()) {
      return Found.counted(told.get(), "-", own);
    }
    if (natClients.contains(network + " " + own) && natHosts.contains(network + " " + remote)) {
      return Found.elsewhere(PathClass.NAT_GATEWAY, "-");
    }
    if (Addresses.isPrivate(remote)) {
      return Found.counted(way.equals("1") ? PathClass.INTRA_VPC : PathClass.OTHER, "-", own);
    }
    if (remote.indexOf(':') >= 0 && !remote.startsWith("64:ff9b:") && !hasGateway) {
      return Found.counted(PathClass.INTERNET, "-", own); // no NAT gateway takes IPv6
    }
    boolean hasNat = natNetworks.contains(network);
    boolean hasForwarder = forwarderNetworks.contains(network);
    if (way.equals("1") && hasNat != hasForwarder) {
      return Found.counted(hasNat ? PathClass.NAT_GATEWAY : PathClass.NAT_INSTANCE, "-", own);
    }
    if (hasGateway && GATEWAY_SERVICES.contains(line.service())) {
      return Found.counted(PathClass.GATEWAY_ENDPOINT, "-", own);
    }
    boolean isAlone = !hasNat && !hasForwarder && !gatewayServices.containsKey(network);
    return Found.counted(isAlone ? PathClass.INTERNET : PathClass.UNDECIDED, "-", own);
  }

  /** What the field traffic-path says by itself. */
  private static Optional<PathClass> told(String way, boolean hasGateway) {
    return switch (way) {
      case "7" -> Optional.of(PathClass.GATEWAY_ENDPOINT);
      case "8" -> Optional.of(PathClass.INTERNET);
      case "2" -> Optional.of(hasGateway ? PathClass.GATEWAY_ENDPOINT : PathClass.INTERNET);
      case "4", "5" -> Optional.of(PathClass.PEERING);
      case "3", "6" -> Optional.of(PathClass.OTHER);
      default -> Optional.empty();
    };
  }
}
