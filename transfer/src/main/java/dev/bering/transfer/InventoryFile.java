package dev.bering.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.transfer.Inventory.Connectivity;
import dev.bering.transfer.Inventory.Endpoint;
import dev.bering.transfer.Inventory.Instance;
import dev.bering.transfer.Inventory.Interface;
import dev.bering.transfer.Inventory.Mode;
import dev.bering.transfer.Inventory.NatGateway;
import dev.bering.transfer.Inventory.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;

/**
 * An inventory as a file of its own, which can be kept beside code: sorted, a line per part, the
 * same text for the same inventory.
 */
public final class InventoryFile {

  static final int FORMAT = 1;
  private static final JsonMapper JSON = new JsonMapper();
  private static final List<String> TOP =
      List.of("inventory", "interfaces", "natGateways", "endpoints", "instances");

  private InventoryFile() {}

  /** The text of an inventory, which {@link InventoryReader} reads again. */
  public static String text(Inventory inventory) {
    ObjectNode root = JSON.createObjectNode().put("inventory", FORMAT);
    inventory.interfaces().forEach(one -> root.withArray("interfaces").add(node(one)));
    inventory.natGateways().forEach(one -> root.withArray("natGateways").add(node(one)));
    inventory.endpoints().forEach(one -> root.withArray("endpoints").add(node(one)));
    inventory.instances().forEach(one -> root.withArray("instances").add(node(one)));
    return root.toPrettyString().replace("\r\n", "\n") + "\n";
  }

  private static ObjectNode node(String id, Place place) {
    ObjectNode node = JSON.createObjectNode().put("id", id);
    putUnlessEmpty(node, "account", place.account());
    putUnlessEmpty(node, "region", place.region());
    putUnlessEmpty(node, "zone", place.zone());
    putUnlessEmpty(node, "vpc", place.vpc());
    putUnlessEmpty(node, "subnet", place.subnet());
    return node;
  }

  static ObjectNode node(Interface one) {
    ObjectNode node = node(one.id(), one.place()).put("type", one.type());
    put(node, "addresses", one.addresses());
    putUnlessEmpty(node, "owner", one.owner());
    return tagged(node, one.tags());
  }

  static ObjectNode node(NatGateway one) {
    ObjectNode node =
        node(one.id(), one.place())
            .put("mode", one.mode().name().toLowerCase(Locale.ROOT))
            .put("connectivity", one.connectivity().name().toLowerCase(Locale.ROOT));
    put(node, "interfaces", one.interfaces());
    put(node, "addresses", one.addresses());
    return tagged(node, one.tags());
  }

  static ObjectNode node(Endpoint one) {
    ObjectNode node =
        node(one.id(), one.place()).put("type", one.type()).put("service", one.service());
    put(node, "interfaces", one.interfaces());
    return tagged(node, one.tags());
  }

  static ObjectNode node(Instance one) {
    ObjectNode node = node(one.id(), one.place()).put("type", one.type());
    put(node, "interfaces", one.interfaces());
    put(node, "addresses", one.addresses());
    node.put("forwards", one.forwards());
    putUnlessEmpty(node, "state", one.state());
    return tagged(node, one.tags());
  }

  private static void putUnlessEmpty(ObjectNode node, String key, String value) {
    if (!value.isEmpty()) {
      node.put(key, value);
    }
  }

  private static void put(ObjectNode node, String key, List<String> values) {
    ArrayNode array = node.putArray(key);
    values.forEach(array::add);
  }

  private static ObjectNode tagged(ObjectNode node, Map<String, String> tags) {
    if (!tags.isEmpty()) {
      ObjectNode all = node.putObject("tags");
      tags.forEach(all::put);
    }
    return node;
  }

  /** Adds what a file of this form says. */
  static void read(JsonNode root, JsonFacts facts, InventoryDraft draft, String origin) {
    facts.known("the inventory", root, TOP);
    if (root.path("inventory").asInt() != FORMAT) {
      facts.wrong(
          "it is an inventory of form %s, not %d".formatted(root.path("inventory"), FORMAT),
          "write it again with 'bering transfer inventory --into'");
      return;
    }
    each(
        root,
        facts,
        "interfaces",
        List.of("type", "addresses", "owner"),
        (one, part) ->
            draft.add(
                new Interface(
                    part.id(),
                    facts.text(one, "type"),
                    part.place(),
                    facts.texts(one, "addresses"),
                    facts.text(one, "owner"),
                    part.tags()),
                origin));
    each(
        root,
        facts,
        "natGateways",
        List.of("mode", "connectivity", "interfaces", "addresses"),
        (one, part) ->
            draft.add(
                new NatGateway(
                    part.id(),
                    facts.word(one, "mode", Mode.values(), Mode.ZONAL),
                    facts.word(one, "connectivity", Connectivity.values(), Connectivity.PUBLIC),
                    part.place(),
                    facts.texts(one, "interfaces"),
                    facts.texts(one, "addresses"),
                    part.tags()),
                origin));
    each(
        root,
        facts,
        "endpoints",
        List.of("type", "service", "interfaces"),
        (one, part) ->
            draft.add(
                new Endpoint(
                    part.id(),
                    facts.required(one, "type"),
                    facts.text(one, "service"),
                    part.place(),
                    facts.texts(one, "interfaces"),
                    part.tags()),
                origin));
    each(
        root,
        facts,
        "instances",
        List.of("type", "interfaces", "addresses", "forwards", "state"),
        (one, part) ->
            draft.add(
                new Instance(
                    part.id(),
                    facts.text(one, "type"),
                    part.place(),
                    facts.texts(one, "interfaces"),
                    facts.texts(one, "addresses"),
                    facts.truth(one, "forwards"),
                    part.tags(),
                    facts.text(one, "state")),
                origin));
  }

  /** What every part of an inventory has. */
  private record Part(String id, Place place, Map<String, String> tags) {}

  private static void each(
      JsonNode root,
      JsonFacts facts,
      String list,
      List<String> more,
      BiConsumer<JsonNode, Part> to) {
    List<String> keys =
        new ArrayList<>(List.of("id", "account", "region", "zone", "vpc", "subnet", "tags"));
    keys.addAll(more);
    for (JsonNode one : facts.list(root, list)) {
      facts.known("'%s'".formatted(one.path("id").asText("")), one, keys);
      to.accept(one, new Part(facts.required(one, "id"), place(facts, one), tags(facts, one)));
    }
  }

  private static Place place(JsonFacts facts, JsonNode one) {
    return new Place(
        facts.text(one, "account"),
        facts.text(one, "region"),
        facts.text(one, "zone"),
        facts.text(one, "vpc"),
        facts.text(one, "subnet"));
  }

  private static Map<String, String> tags(JsonFacts facts, JsonNode one) {
    JsonNode tags = one.path("tags");
    Map<String, String> read = new LinkedHashMap<>();
    if (!tags.isMissingNode() && !tags.isObject()) {
      facts.wrong("the tags of '%s' are no object".formatted(one.path("id").asText()), "mend it");
    }
    for (String key : new TreeSet<>(names(tags))) {
      read.put(key, facts.text(tags, key));
    }
    return read;
  }

  private static List<String> names(JsonNode node) {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
