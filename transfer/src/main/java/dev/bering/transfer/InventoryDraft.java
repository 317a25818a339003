package dev.bering.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.Inventory.Endpoint;
import dev.bering.transfer.Inventory.Instance;
import dev.bering.transfer.Inventory.Interface;
import dev.bering.transfer.Inventory.NatGateway;
import dev.bering.transfer.Inventory.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was read so far of an inventory, and where. The same may be read several times; what is read
 * in two ways is a contradiction, which {@link #inventory} names.
 */
final class InventoryDraft {

  private static final Pattern REGION = Pattern.compile("([a-z]{2}(?:-[a-z]+)+-[0-9]+).*");
  private static final Pattern OF_SERVICE =
      Pattern.compile("com\\.amazonaws\\.(?:vpce\\.)?([a-z]{2}(?:-[a-z]+)+-[0-9]+)\\..*");
  private static final Pattern OF_GATEWAY = Pattern.compile(".*\\b((?:nat|vpce)-[0-9a-z]+).*");
  private static final int MOST = 200_000;

  private final Part<Interface> interfaces =
      new Part<>("interface", Interface::id, InventoryFile::node);
  private final Part<NatGateway> natGateways =
      new Part<>("NAT gateway", NatGateway::id, InventoryFile::node);
  private final Part<Endpoint> endpoints =
      new Part<>("endpoint", Endpoint::id, InventoryFile::node);
  private final Part<Instance> instances =
      new Part<>("instance", Instance::id, InventoryFile::node);
  private final Map<String, Map<String, String>> tags = new HashMap<>();
  private final Set<String> gone = new HashSet<>();
  private final Set<String> described = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();

  /** Things of one kind by their ids. */
  private final class Part<T> {
    private final String kind;
    private final Function<T, String> id;
    private final Function<T, ObjectNode> node;
    private final Map<String, T> all = new LinkedHashMap<>();
    private final Map<String, String> origins = new HashMap<>();

    Part(String kind, Function<T, String> id, Function<T, ObjectNode> node) {
      this.kind = kind;
      this.id = id;
      this.node = node;
    }

    void add(T one, String origin) {
      String name = id.apply(one);
      T before = all.putIfAbsent(name, one);
      if (before == null) {
        origins.put(name, origin);
        if (all.size() == MOST + 1) {
          problems.add(
              contradiction(
                  "there are more than %d of kind %s".formatted(MOST, kind),
                  "take an inventory of fewer networks at once"));
        }
        return;
      }
      ObjectNode first = node.apply(before);
      ObjectNode second = node.apply(one);
      Set<String> keys = new TreeSet<>();
      first.fieldNames().forEachRemaining(keys::add);
      second.fieldNames().forEachRemaining(keys::add);
      for (String key : keys) {
        if (!first.path(key).equals(second.path(key))) {
          problems.add(
              contradiction(
                  "%s %s has %s %s in %s and %s in %s"
                      .formatted(
                          kind,
                          name,
                          key,
                          shown(first, key),
                          origins.get(name),
                          shown(second, key),
                          origin),
                  "leave out the older file"));
        }
      }
    }
  }

  private static String shown(ObjectNode node, String key) {
    return node.has(key) ? node.get(key).toString() : "nothing";
  }

  private static Problem contradiction(String fact, String hint) {
    return new Problem(
        "INVENTORY_CONTRADICTION", "Cannot take the inventory: %s.".formatted(fact), hint);
  }

  /**
   * Adds an interface.
   *
   * @param origin the file or call that told of it
   */
  void add(Interface one, String origin) {
    interfaces.add(one, origin);
  }

  /** Adds a NAT gateway. */
  void add(NatGateway one, String origin) {
    natGateways.add(one, origin);
  }

  /** Adds an endpoint. */
  void add(Endpoint one, String origin) {
    endpoints.add(one, origin);
  }

  /** Adds a machine. */
  void add(Instance one, String origin) {
    instances.add(one, origin);
  }

  /** Adds a tag of something, which may be no part of the inventory. */
  void tag(String resource, String key, String value, String origin) {
    String before = tags.computeIfAbsent(resource, all -> new TreeMap<>()).putIfAbsent(key, value);
    if (before != null && !before.equals(value)) {
      problems.add(tagged(resource, key, before, value, origin));
    }
  }

  private static Problem tagged(
      String resource, String key, String before, String value, String origin) {
    return contradiction(
        "%s has the tag %s '%s', and '%s' in %s".formatted(resource, key, before, value, origin),
        "leave out the older file");
  }

  /** Says that a gateway, an endpoint or a machine is going or gone: it is no part of this. */
  void gone(String id) {
    gone.add(id);
  }

  /** Says that all things of a kind were asked for, so that one that is missing is missed. */
  void described(String list) {
    described.add(list);
  }

  /**
   * All of it.
   *
   * @throws UserException INVENTORY_CONTRADICTION, with everything that does not fit
   */
  Inventory inventory() {
    Map<String, String> regions = regions();
    Map<String, String> owners = owners();
    List<Interface> settled =
        interfaces.all.values().stream()
            .map(
                one ->
                    new Interface(
                        one.id(),
                        one.type(),
                        placed(one.place(), regions),
                        one.addresses(),
                        owners.getOrDefault(one.id(), one.owner()),
                        tagged(one.id(), one.tags())))
            .toList();
    List<NatGateway> gateways =
        natGateways.all.values().stream()
            .map(
                one ->
                    new NatGateway(
                        one.id(),
                        one.mode(),
                        one.connectivity(),
                        placed(one.place(), regions),
                        one.interfaces(),
                        one.addresses(),
                        tagged(one.id(), one.tags())))
            .toList();
    List<Endpoint> points =
        endpoints.all.values().stream()
            .map(
                one ->
                    new Endpoint(
                        one.id(),
                        one.type(),
                        one.service(),
                        placed(one, regions),
                        one.interfaces(),
                        tagged(one.id(), one.tags())))
            .toList();
    List<Instance> machines =
        instances.all.values().stream()
            .map(
                one ->
                    new Instance(
                        one.id(),
                        one.type(),
                        placed(one.place(), regions),
                        one.interfaces(),
                        one.addresses(),
                        one.forwards(),
                        tagged(one.id(), one.tags()),
                        one.state()))
            .toList();
    missing(settled);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new Inventory(settled, gateways, points, machines);
  }

  /** What has been found wrong so far. */
  List<Problem> problems() {
    return problems;
  }

  private Map<String, String> tagged(String id, Map<String, String> own) {
    Map<String, String> all = new TreeMap<>(own);
    tags.getOrDefault(id, Map.of())
        .forEach(
            (key, value) -> {
              String before = all.putIfAbsent(key, value);
              if (before != null && !before.equals(value)) {
                problems.add(tagged(id, key, before, value, "its list of tags"));
              }
            });
    return all;
  }

  private static Place placed(Place place, Map<String, String> regions) {
    return place.region().isEmpty()
        ? place.inRegion(regionOf(place.zone()).orElse(regions.getOrDefault(place.vpc(), "")))
        : place;
  }

  private static Place placed(Endpoint one, Map<String, String> regions) {
    Matcher region = OF_SERVICE.matcher(one.service());
    Place place = placed(one.place(), regions);
    return place.region().isEmpty() && region.matches() ? place.inRegion(region.group(1)) : place;
  }

  private static Optional<String> regionOf(String zone) {
    Matcher region = REGION.matcher(zone);
    return region.matches() ? Optional.of(region.group(1)) : Optional.empty();
  }

  /** The region that the name of a zone or of a service of AWS tells; empty if it tells none. */
  static String regionIn(String name) {
    Matcher ofService = OF_SERVICE.matcher(name);
    return ofService.matches() ? ofService.group(1) : regionOf(name).orElse("");
  }

  /** The region of each network, by what is in it. */
  private Map<String, String> regions() {
    List<Place> places = new ArrayList<>();
    interfaces.all.values().forEach(one -> places.add(one.place()));
    instances.all.values().forEach(one -> places.add(one.place()));
    natGateways.all.values().forEach(one -> places.add(one.place()));
    endpoints.all.values().forEach(one -> places.add(placed(one, Map.of())));
    Map<String, String> regions = new HashMap<>();
    for (Place place : places) {
      String region = placed(place, Map.of()).region();
      if (!place.vpc().isEmpty() && !region.isEmpty()) {
        String before = regions.putIfAbsent(place.vpc(), region);
        if (before != null && !before.equals(region)) {
          problems.add(
              contradiction(
                  "%s is in %s and in %s".formatted(place.vpc(), before, region),
                  "give what was saved, unchanged"));
        }
      }
    }
    return regions;
  }

  private Map<String, String> owners() {
    Map<String, String> owners = new HashMap<>();
    natGateways.all.values().forEach(one -> own(owners, one.id(), one.interfaces()));
    endpoints.all.values().forEach(one -> own(owners, one.id(), one.interfaces()));
    instances.all.values().forEach(one -> own(owners, one.id(), one.interfaces()));
    return owners;
  }

  private void own(Map<String, String> owners, String owner, Collection<String> some) {
    for (String one : some) {
      String before = owners.putIfAbsent(one, owner);
      if (before != null && !before.equals(owner)) {
        problems.add(
            contradiction(
                "interface %s belongs to %s and to %s".formatted(one, before, owner),
                "give files that were saved at one time"));
      }
    }
  }

  /** What one list names and the other, which was read as well, does not have. */
  private void missing(List<Interface> settled) {
    Map<String, Interface> known = new HashMap<>();
    settled.forEach(one -> known.put(one.id(), one));
    if (described.contains("interfaces")) {
      natGateways
          .all
          .values()
          .forEach(
              one -> {
                missing("NAT gateway " + one.id(), one.interfaces(), known);
                addresses(one, known);
              });
      endpoints
          .all
          .values()
          .forEach(one -> missing("endpoint " + one.id(), one.interfaces(), known));
      instances
          .all
          .values()
          .forEach(one -> missing("instance " + one.id(), one.interfaces(), known));
    }
    for (Interface one : settled) {
      unowned(one, "nat_gateway", "natGateways", "NAT gateway", natGateways.all.keySet());
      unowned(one, "vpc_endpoint", "endpoints", "endpoint", endpoints.all.keySet());
      if (one.owner().startsWith("i-")
          && described.contains("instances")
          && !instances.all.containsKey(one.owner())
          && !gone.contains(one.owner())) {
        problems.add(
            contradiction(
                "interface %s belongs to instance %s, which is not there"
                    .formatted(one.id(), one.owner()),
                "save the instances of its region and account as well"));
      }
    }
  }

  private void missing(String who, List<String> some, Map<String, Interface> known) {
    some.stream()
        .filter(id -> !known.containsKey(id))
        .forEach(
            id ->
                problems.add(
                    contradiction(
                        "%s has the interface %s, which is not there".formatted(who, id),
                        "save the interfaces of its region and account as well")));
  }

  private void addresses(NatGateway gateway, Map<String, Interface> known) {
    List<String> there =
        gateway.interfaces().stream()
            .map(id -> Optional.ofNullable(known.get(id)))
            .flatMap(Optional::stream)
            .flatMap(one -> one.addresses().stream())
            .toList();
    if (there.isEmpty()) {
      return;
    }
    gateway.addresses().stream()
        .filter(address -> !there.contains(address))
        .forEach(
            address ->
                problems.add(
                    contradiction(
                        "NAT gateway %s has the address %s, but its interfaces have %s"
                            .formatted(gateway.id(), address, String.join(", ", there)),
                        "give files that were saved at one time")));
  }

  /** An interface of a gateway that is not there would be a gateway that nobody watches. */
  private void unowned(
      Interface one, String type, String list, String kind, Collection<String> all) {
    if (!one.type().equals(type) || gone.contains(one.owner()) || all.contains(one.owner())) {
      return;
    }
    problems.add(
        contradiction(
            "interface %s is that of %s %s, which is not there"
                .formatted(one.id(), kind, one.owner().isEmpty() ? "without a name" : one.owner()),
            described.contains(list)
                ? "give files that were saved at one time, of all regions and accounts"
                : "save the %s as well: aws ec2 describe-%s"
                    .formatted(
                        list.equals("endpoints") ? "endpoints" : "NAT gateways",
                        list.equals("endpoints") ? "vpc-endpoints" : "nat-gateways")));
  }

  /** The gateway or endpoint that the description of its interface names; empty if none. */
  static String ownerIn(String description) {
    Matcher owner = OF_GATEWAY.matcher(description);
    return owner.matches() ? owner.group(1) : "";
  }
}
