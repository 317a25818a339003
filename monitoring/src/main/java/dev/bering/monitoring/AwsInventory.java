package dev.bering.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.UserException;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.InventoryReader;
import dev.bering.transfer.InventoryReader.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.ec2.Ec2Client;

/**
 * Asks EC2 what a region has. Its answers are read as if they had been saved with {@code aws}, so
 * that there is one reader for both.
 */
public final class AwsInventory {

  private static final JsonMapper JSON = new JsonMapper();
  private static final int PAGE = 1_000;

  private AwsInventory() {}

  /**
   * Everything of one region of the account that the credentials belong to.
   *
   * @throws UserException MONITORING_AWS if EC2 does not tell all of it, INVENTORY_CONTRADICTION if
   *     it changed meanwhile so that its answers do not fit
   */
  public static Inventory of(AwsRegion region) {
    List<Answer> answers = new ArrayList<>();
    AwsErrors.asked(
        "take the inventory of " + region.name(),
        () -> {
          try (Ec2Client client = region.client(Ec2Client.builder())) {
            add(
                "interfaces",
                client.describeNetworkInterfacesPaginator(all -> all.maxResults(PAGE)),
                answers);
            add(
                "NAT gateways",
                client.describeNatGatewaysPaginator(all -> all.maxResults(PAGE)),
                answers);
            add(
                "endpoints",
                client.describeVpcEndpointsPaginator(all -> all.maxResults(PAGE)),
                answers);
            add(
                "instances",
                client.describeInstancesPaginator(all -> all.maxResults(PAGE)),
                answers);
            return answers;
          }
        });
    return InventoryReader.of(answers);
  }

  private static void add(String what, Iterable<? extends SdkPojo> pages, List<Answer> answers) {
    int number = 1;
    for (SdkPojo page : pages) {
      answers.add(new Answer("%s, page %d".formatted(what, number++), node(page).toString()));
    }
  }

  /** With the names of the service, which are those that {@code aws} prints. */
  private static JsonNode node(@Nullable Object value) {
    if (value instanceof SdkPojo pojo) {
      ObjectNode object = JSON.createObjectNode();
      for (SdkField<?> field : pojo.sdkFields()) {
        Object of = field.getValueOrDefault(pojo);
        if (of != null) {
          object.set(field.memberName(), node(of));
        }
      }
      return object;
    }
    if (value instanceof List<?> list) {
      ArrayNode array = JSON.createArrayNode();
      list.forEach(one -> array.add(node(one)));
      return array;
    }
    if (value instanceof Map<?, ?> map) {
      ObjectNode object = JSON.createObjectNode();
      map.forEach((key, one) -> object.set(String.valueOf(key), node(one)));
      return object;
    }
    if (value instanceof Boolean truth) {
      return JsonNodeFactory.instance.booleanNode(truth);
    }
    if (value instanceof Number number) {
      return JsonNodeFactory.instance.numberNode(number.longValue());
    }
    return JsonNodeFactory.instance.textNode(String.valueOf(value));
  }
}
