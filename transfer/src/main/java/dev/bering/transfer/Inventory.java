package dev.bering.transfer;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What a network consists of, as far as a transfer passes it: interfaces, what they belong to, and
 * what they are tagged with. Every list is in the order of ids, none of which stands twice.
 *
 * @param interfaces of networks, those of gateways and endpoints among them
 * @param natGateways which are there, none that is gone
 * @param endpoints of services, which are there
 * @param instances machines, which are there
 */
public record Inventory(
    List<Interface> interfaces,
    List<NatGateway> natGateways,
    List<Endpoint> endpoints,
    List<Instance> instances) {

  public Inventory {
    interfaces = sorted(interfaces, Interface::id);
    natGateways = sorted(natGateways, NatGateway::id);
    endpoints = sorted(endpoints, Endpoint::id);
    instances = sorted(instances, Instance::id);
  }

  private static <T> List<T> sorted(List<T> all, Function<T, String> id) {
    if (all.stream().map(id).distinct().count() != all.size()) {
      throw new IllegalStateException("an id twice: " + all.stream().map(id).toList());
    }
    return all.stream().sorted(Comparator.comparing(id)).toList();
  }

  /**
   * Where something is; each part is empty if it is not known or has no meaning.
   *
   * @param account 12 digits
   * @param region such as us-east-1
   * @param zone such as us-east-1a
   * @param vpc its id
   * @param subnet its id
   */
  public record Place(String account, String region, String zone, String vpc, String subnet) {

    Place inRegion(String other) {
      return new Place(account, other, zone, vpc, subnet);
    }
  }

  /**
   * An interface of a network.
   *
   * @param id such as eni-0a1b2c
   * @param type as EC2 says it: interface, nat_gateway, vpc_endpoint, ...
   * @param addresses its private ones, of IPv4 and IPv6, the first of which is the main one
   * @param owner the id of the instance, gateway or endpoint that it belongs to; empty if none is
   *     known
   */
  public record Interface(
      String id,
      String type,
      Place place,
      List<String> addresses,
      String owner,
      Map<String, String> tags) {
    public Interface {
      addresses = List.copyOf(addresses);
      tags = copied(tags);
    }
  }

  /** Whether a NAT gateway is one of a zone, or one that spans a region. */
  public enum Mode {
    /** It has interfaces, and private addresses. */
    ZONAL,
    /** It has no interface: flow logs name it as the resource of a record. */
    REGIONAL
  }

  /** Whom a NAT gateway speaks to. */
  public enum Connectivity {
    PUBLIC,
    PRIVATE
  }

  /**
   * A NAT gateway.
   *
   * @param interfaces ids; none of a regional one
   * @param addresses private ones; none of a regional one
   */
  public record NatGateway(
      String id,
      Mode mode,
      Connectivity connectivity,
      Place place,
      List<String> interfaces,
      List<String> addresses,
      Map<String, String> tags) {
    public NatGateway {
      interfaces = List.copyOf(interfaces);
      addresses = List.copyOf(addresses);
      tags = copied(tags);
    }
  }

  /**
   * A VPC endpoint.
   *
   * @param type interface, gateway, gatewayloadbalancer, ...
   * @param service such as com.amazonaws.us-east-1.s3, or com.amazonaws.vpce.us-east-1.vpce-svc-0a
   *     of PrivateLink
   * @param interfaces ids; a gateway endpoint has none
   */
  public record Endpoint(
      String id,
      String type,
      String service,
      Place place,
      List<String> interfaces,
      Map<String, String> tags) {
    public Endpoint {
      interfaces = List.copyOf(interfaces);
      tags = copied(tags);
    }

    /** Whether it leads to somebody's own service, and not to one of AWS. */
    public boolean isPrivateLink() {
      return service.startsWith("com.amazonaws.vpce.");
    }

    /** What it leads to, such as {@code s3}: the last word of the service. */
    public String serviceWord() {
      return service.substring(service.lastIndexOf('.') + 1);
    }
  }

  /**
   * A machine.
   *
   * @param type such as m6i.large
   * @param interfaces ids
   * @param addresses private ones
   * @param forwards whether it may send what is not its own, its source and destination check being
   *     off: a NAT instance, a router
   * @param state as EC2 says it: running, stopped, ...; empty if it is not known
   */
  public record Instance(
      String id,
      String type,
      Place place,
      List<String> interfaces,
      List<String> addresses,
      boolean forwards,
      Map<String, String> tags,
      String state) {
    public Instance {
      interfaces = List.copyOf(interfaces);
      addresses = List.copyOf(addresses);
      tags = copied(tags);
    }

    /** One whose state is not known. */
    public Instance(
        String id,
        String type,
        Place place,
        List<String> interfaces,
        List<String> addresses,
        boolean forwards,
        Map<String, String> tags) {
      this(id, type, place, interfaces, addresses, forwards, tags, "");
    }
  }

  private static Map<String, String> copied(Map<String, String> tags) {
    return Collections.unmodifiableMap(new TreeMap<>(tags));
  }

  /** The part of it that is somewhere. */
  public Inventory where(Predicate<Place> place) {
    return new Inventory(
        interfaces.stream().filter(one -> place.test(one.place())).toList(),
        natGateways.stream().filter(one -> place.test(one.place())).toList(),
        endpoints.stream().filter(one -> place.test(one.place())).toList(),
        instances.stream().filter(one -> place.test(one.place())).toList());
  }

  /** The places of everything there is. */
  public List<Place> places() {
    return Stream.of(
            interfaces.stream().map(Interface::place),
            natGateways.stream().map(NatGateway::place),
            endpoints.stream().map(Endpoint::place),
            instances.stream().map(Instance::place))
        .flatMap(all -> all)
        .distinct()
        .toList();
  }
}
