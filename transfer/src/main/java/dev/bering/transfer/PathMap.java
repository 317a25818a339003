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
import java.util.stream.Stream;

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
  private final Map<String, List<Tagged>> tags = new HashMap<>();

  /** Who speaks to whom through a machine that forwards, where addresses of packets tell it. */
  private final Set<String> pairs = new HashSet<>();

  /** Who is spoken to through a machine that forwards, where addresses of packets tell it. */
  private final Set<String> passed = new HashSet<>();

  /**
   * What machines that forward took in and sent out on each leg: of a peer where addresses of
   * packets tell it, of all together where none are told.
   */
  private final Map<String, Long> volumes = new HashMap<>();

  /** To whom inside a machine sends, of which no addresses of packets are told. */
  private final Map<String, Set<String>> blindly = new HashMap<>();

  /** Tags of an address in a network. */
  private record Tagged(String network, Map<String, String> tags) {}

  PathMap(Inventory inventory) {
    for (Interface one : inventory.interfaces()) {
      interfaces.put(one.id(), one);
      one.addresses()
          .forEach(
              address -> byAddress.computeIfAbsent(address, key -> new ArrayList<>()).add(one));
    }
    tag(inventory);
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

  /** Tags of machines hold also of their interfaces, and for more than those of their own. */
  private void tag(Inventory inventory) {
    Map<String, Map<String, String>> ofMachines = new HashMap<>();
    inventory.instances().forEach(one -> ofMachines.put(one.id(), one.tags()));
    for (Interface one : inventory.interfaces()) {
      Map<String, String> all = new HashMap<>(one.tags());
      all.putAll(ofMachines.getOrDefault(one.owner(), Map.of()));
      one.addresses().forEach(address -> tag(address, one.place().vpc(), all));
    }
    inventory
        .instances()
        .forEach(
            one ->
                one.addresses().stream()
                    .filter(address -> !byAddress.containsKey(address))
                    .forEach(address -> tag(address, one.place().vpc(), one.tags())));
  }

  private void tag(String address, String network, Map<String, String> all) {
    tags.computeIfAbsent(address, key -> new ArrayList<>()).add(new Tagged(network, all));
  }

  /** The tag of whoever uses the way of a record; empty if that has none, or nobody knows who. */
  Optional<String> tag(PathLine line, Found found, String key) {
    List<Tagged> all = tags.getOrDefault(found.client(), List.of());
    String network =
        Optional.ofNullable(interfaces.get(line.owner()))
            .map(one -> one.place().vpc())
            .or(
                () ->
                    Optional.ofNullable(regional.get(line.resource()))
                        .map(one -> one.place().vpc()))
            .orElse("");
    return all.stream()
        .filter(one -> one.network().equals(network))
        .findFirst()
        .or(() -> all.size() == 1 ? Optional.of(all.get(0)) : Optional.empty())
        .flatMap(one -> Optional.ofNullable(one.tags().get(key)));
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

  /**
   * Learns from a record.
   *
   * @param amount what is summed of it; 0 if what comes in cannot be held against what goes out
   */
  void see(PathLine line, long amount) {
    seen.add(line.owner());
    Optional<Gate> gate = gate(line);
    gate.ifPresent(one -> see(line, one, amount));
    if (gate.filter(one -> one.path() == PathClass.NAT_GATEWAY).isEmpty()
        && !line.trafficPath().equals("-")) {
      // The order of records is nobody's: several ways are none that is known.
      wayOut.merge(
          line.owner() + " " + line.target(),
          line.trafficPath(),
          (one, other) -> one.equals(other) ? one : SEVERAL);
    }
  }

  private void see(PathLine line, Gate gate, long amount) {
    seen.add(gate.id());
    Leg leg = gate.leg(line);
    boolean tellsPackets = !leg.packet().equals("-");
    if (leg.isInner()) {
      seen.add(gate.id() + " inner");
      natClients.add(gate.network() + " " + leg.client());
      if (tellsPackets) {
        natHosts.add(gate.hosts() + " " + leg.packet());
      }
    } else {
      natHosts.add(gate.hosts() + " " + (leg.isOwn() ? line.target() : line.source()));
    }
    if (gate.path() == PathClass.NAT_GATEWAY) {
      return;
    }
    if (!tellsPackets) {
      volumes.merge(gate.id() + leg.text(), amount, Math::addExact);
      if (leg.isInner() && leg.isOwn()) {
        blindly.computeIfAbsent(gate.id(), key -> new HashSet<>()).add(leg.client());
      }
      return;
    }
    String peer = leg.isInner() ? leg.packet() : leg.client();
    volumes.merge(gate.id() + leg.text() + " " + peer, amount, Math::addExact);
    if (leg.isInner()) {
      passed.add(gate.id() + " " + leg.packet());
      pairs.add(gate.network() + " " + leg.client() + " " + leg.packet());
      pairs.add(gate.network() + " " + leg.packet() + " " + leg.client());
    }
  }

  /** What forwards traffic, and logs every byte at least twice. */
  private record Gate(
      PathClass path, String id, String network, List<String> addresses, PathMap map) {

    /**
     * For whom the other ends are hosts: a machine that forwards speaks to some of its own, and
     * those are no hosts behind a gateway that it uses for others.
     */
    String hosts() {
      return path == PathClass.NAT_GATEWAY ? network : id;
    }

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
        isInner = map.isInside(other) && !map.isEndpoint(other);
      }
      boolean isOwn = isRegional ? isInner : fromGate;
      return new Leg(isOwn, isInner, other, isOwn ? line.packetSource() : line.packetTarget());
    }
  }

  /**
   * One of the two legs of forwarded traffic.
   *
   * @param isOwn whether the gateway sends; its records count
   * @param isInner whether the other end is a client of it, and no host
   * @param client that other end
   * @param packet the address of the packets' end behind the gateway, if told; else {@code -}
   */
  private record Leg(boolean isOwn, boolean isInner, String client, String packet) {

    String text() {
      return (isInner ? " inner" : " outer") + (isOwn ? " out" : " in");
    }

    /** The leg by which what passes on this one goes on, or has come in. */
    String opposite() {
      return (isInner ? " outer" : " inner") + (isOwn ? " in" : " out");
    }
  }

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

  private boolean isEndpoint(String address) {
    return byAddress.getOrDefault(address, List.of()).stream()
        .anyMatch(one -> endpointByInterface.containsKey(one.id()));
  }

  /** Which way a record's traffic went, when all have been seen. */
  Found of(PathLine line) {
    return gate(line).map(gate -> forwarded(line, gate)).orElseGet(() -> direct(line));
  }

  private Found direct(PathLine line) {
    Endpoint endpoint = endpointByInterface.get(line.owner());
    Interface owner = interfaces.get(line.owner());
    if (owner == null) {
      return Found.counted(PathClass.UNDECIDED, "-", "-");
    }
    boolean sends = owner.addresses().contains(line.source());
    String remote = sends ? line.target() : line.source();
    if (endpoint != null) {
      Optional<Interface> other = neighbour(owner, remote);
      return other
          .flatMap(one -> gated(sends ? line.source() : line.target(), sends, one))
          .orElseGet(() -> Found.counted(kind(endpoint), endpoint.id(), remote))
          .in(other.map(one -> zones(owner, one)).orElse("-"));
    }
    if (owner.type().startsWith("transit_gateway")) {
      return passedOn(line, owner);
    }
    String own = sends ? line.source() : line.target();
    return neighbour(owner, remote)
        .map(other -> between(owner, own, sends, remote, other).in(zones(owner, other)))
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
    if (gate.path() == PathClass.NAT_INSTANCE) {
      Found forwarded = new Found(gate.path(), gate.id(), client, leg.isOwn(), leg.isInner(), "-");
      return byMachine(line, gate, leg, forwarded);
    }
    boolean counts =
        isRegional ? leg.isInner() || !seen.contains(gate.id() + " inner") : leg.isOwn();
    return new Found(
        gate.path(), gate.id(), client, counts, isRegional ? counts : leg.isInner(), "-");
  }

  /**
   * A machine that forwards also speaks for itself: what it sends or gets then is as any other's.
   */
  private Found byMachine(PathLine line, Gate gate, Leg leg, Found forwarded) {
    if (!leg.packet().equals("-")) {
      if (leg.isInner()) {
        return forwarded;
      }
      return passed.contains(gate.id() + " " + leg.client())
          ? outer(line, gate, leg, " " + leg.client(), forwarded)
          : direct(line);
    }
    List<Interface> peers = byAddress.getOrDefault(leg.client(), List.of());
    boolean isPeerSeen = peers.stream().anyMatch(one -> seen.contains(one.id()));
    if (isPeerSeen && isEndpoint(leg.client())) {
      return Found.elsewhere(gate.path(), gate.id());
    }
    if (leg.isOwn() && !leg.isInner()) {
      return outer(line, gate, leg, "", forwarded);
    }
    if (leg.isOwn() || isPeerSeen) {
      return forwarded;
    }
    if (!volumes.containsKey(gate.id() + leg.opposite())) {
      return direct(line);
    }
    return isOpposite(gate, leg, "")
        ? forwarded
        : Found.counted(PathClass.UNDECIDED, gate.id(), forwarded.client());
  }

  /**
   * Between a machine that forwards and a host. What it sends there has come in from a client, as
   * far as that is as much: the rest is its own, and is in no record of a client.
   *
   * @param peer of whom alone the amounts are known, after a blank; empty if they are of all
   */
  private Found outer(PathLine line, Gate gate, Leg leg, String peer, Found forwarded) {
    if (leg.isOwn() && !volumes.containsKey(gate.id() + leg.opposite() + peer)) {
      return direct(line);
    }
    return isOpposite(gate, leg, peer)
        ? forwarded
        : Found.counted(PathClass.UNDECIDED, gate.id(), leg.isOwn() ? line.source() : "-");
  }

  /**
   * Whether all of this leg may be what is on the opposite one, but for a hundredth of packets that
   * were lost.
   */
  private boolean isOpposite(Gate gate, Leg leg, String peer) {
    long here = volumes.getOrDefault(gate.id() + leg.text() + peer, 0L);
    long there = volumes.getOrDefault(gate.id() + leg.opposite() + peer, 0L);
    return here <= there + there / 100;
  }

  /**
   * What passes another interface that forwards, if that decides which record counts.
   *
   * @param own the address of this end
   * @param sends whether this end does
   */
  private Optional<Found> gated(String own, boolean sends, Interface other) {
    NatGateway gateway = natByInterface.get(other.id());
    if (gateway != null && seen.contains(gateway.id())) {
      return Optional.of(Found.elsewhere(PathClass.NAT_GATEWAY, gateway.id()));
    }
    Instance machine = forwarderByInterface.get(other.id());
    if (machine == null || !seen.contains(machine.id())) {
      return Optional.empty();
    }
    if (passed.contains(machine.id() + " " + own)) {
      return Optional.of(Found.elsewhere(PathClass.NAT_INSTANCE, machine.id()));
    }
    boolean maySendOn =
        blindly.getOrDefault(machine.id(), Set.of()).stream().anyMatch(to -> !to.equals(own));
    return sends && maySendOn
        ? Optional.of(Found.counted(PathClass.UNDECIDED, machine.id(), own))
        : Optional.empty();
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

  private Found between(
      Interface owner, String own, boolean sends, String remote, Interface other) {
    String pair = " " + own + " " + remote;
    if (pairs.contains(owner.place().vpc() + pair) || pairs.contains(other.place().vpc() + pair)) {
      return Found.elsewhere(PathClass.NAT_INSTANCE, "-");
    }
    Optional<Found> gated = gated(own, sends, other);
    if (gated.isPresent()) {
      return gated.get();
    }
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
    String via = owner.owner().isEmpty() ? "-" : owner.owner();
    boolean isSeen =
        Stream.of(line.source(), line.target(), line.packetSource(), line.packetTarget())
            .filter(address -> !owner.addresses().contains(address))
            .flatMap(address -> neighbour(owner, address).stream())
            .anyMatch(one -> seen.contains(one.id()));
    return isSeen
        ? Found.elsewhere(PathClass.OTHER, via)
        : Found.counted(PathClass.OTHER, via, "-");
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
    if (natClients.contains(network + " " + own) && isHost(owner, remote)) {
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

  /** Whether an end was reached through a gateway of the network, or another machine of it. */
  private boolean isHost(Interface owner, String remote) {
    String network = owner.place().vpc();
    Instance self = forwarderByInterface.get(owner.id());
    return natHosts.contains(network + " " + remote)
        || forwarderByInterface.values().stream()
            .filter(one -> !one.equals(self) && one.place().vpc().equals(network))
            .anyMatch(one -> natHosts.contains(one.id() + " " + remote));
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
