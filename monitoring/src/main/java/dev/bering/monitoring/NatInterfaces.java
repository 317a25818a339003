package dev.bering.monitoring;

import dev.bering.monitoring.RuleShards.Watched;
import dev.bering.transfer.FlowField;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.Inventory.Connectivity;
import dev.bering.transfer.Inventory.Instance;
import dev.bering.transfer.Inventory.Interface;
import dev.bering.transfer.Inventory.Mode;
import dev.bering.transfer.Inventory.NatGateway;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the interfaces of NAT that rules can watch, with the addresses by which each byte counts
 * once.
 *
 * <p>Where two gateways lie behind each other, the one's records could have the other's address as
 * their source: what goes out alone is counted where the flow log tells the direction, and such
 * gateways share no rule where it does not.
 */
final class NatInterfaces {

  private final Inventory inventory;
  private final WatchSettings settings;

  NatInterfaces(Inventory inventory, WatchSettings settings) {
    this.inventory = inventory;
    this.settings = settings;
  }

  private String group(String vpc, String id, boolean mayLieBehindAnother) {
    return mayLieBehindAnother && !settings.tells(FlowField.FLOW_DIRECTION) ? vpc + " " + id : vpc;
  }

  /** Those of NAT gateways; what cannot be watched is added to the notes. */
  List<Watched> gateways(List<String> notes) {
    List<Watched> all = new ArrayList<>();
    for (NatGateway one : inventory.natGateways()) {
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

  /** Those of NAT instances; what cannot be watched is added to the notes. */
  List<Watched> machines(List<String> notes) {
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
}
