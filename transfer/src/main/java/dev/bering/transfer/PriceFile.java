package dev.bering.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.PriceTable.Price;
import dev.bering.transfer.PriceTable.Step;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A file of prices while it is read, of whatever they are. What is wrong with it is gathered, and
 * told by {@link #requireSound}.
 */
public final class PriceFile {

  private static final JsonMapper JSON = new JsonMapper();

  private final String name;
  private final String form;
  private final JsonNode root;
  private final List<Problem> problems = new ArrayList<>();

  private PriceFile(String name, String form, JsonNode root) {
    this.name = name;
    this.form = form;
    this.root = root;
  }

  /** The {@code prices.json} that comes with Bering, beside a class. */
  public static PriceFile beside(Class<?> owner) {
    try (InputStream in = Objects.requireNonNull(owner.getResourceAsStream("prices.json"))) {
      return new PriceFile("prices.json", "", JSON.readTree(in));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A file of somebody's own.
   *
   * @param form where its form is told
   * @throws UserException PRICE_TABLE if it is not there, or no JSON
   */
  public static PriceFile at(Path file, String form) {
    try {
      return new PriceFile(file.toString(), form, JSON.readTree(Files.readAllBytes(file)));
    } catch (IOException e) {
      PriceFile unread = new PriceFile(file.toString(), form, JSON.missingNode());
      unread.problem(Files.exists(file) ? "it is no JSON" : "it is not there");
      throw UserException.usage(unread.problems.get(0), e);
    }
  }

  /** A text; a problem if there is none. */
  public String text(String field) {
    if (!root.path(field).isTextual()) {
      problem("it has no text '%s'".formatted(field));
    }
    return root.path(field).asText();
  }

  /** Bytes of a GB as it is billed; a problem if it does not say. */
  public long bytesPerGb() {
    long bytes = root.path("bytesPerGb").asLong();
    if (bytes < 1) {
      problem("it has no number 'bytesPerGb'");
    }
    return bytes;
  }

  /** The prices of some names, each a problem if it is not there. */
  public Map<String, Price> prices(List<String> names) {
    Map<String, Price> prices = new TreeMap<>();
    for (String one : names) {
      JsonNode node = root.path("prices").path(one);
      Price price =
          new Price(
              steps(node),
              node.path("unit").asText(),
              node.path("source").asText(),
              node.path("verified").asBoolean());
      if (!isSound(price)) {
        problem("it has no price '%s' from 0 on".formatted(one));
      }
      prices.put(one, price);
    }
    return prices;
  }

  /** What else it holds. */
  JsonNode node(String field) {
    return root.path(field);
  }

  /** Something is wrong with it. */
  void problem(String fact) {
    problems.add(
        new Problem(
            "PRICE_TABLE",
            "Cannot read prices %s: %s.".formatted(name, fact),
            "write it as %s says".formatted(form)));
  }

  /**
   * Ends the reading.
   *
   * @throws UserException PRICE_TABLE with everything that is wrong with it
   */
  public void requireSound() {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private static List<Step> steps(JsonNode node) {
    List<Step> steps = new ArrayList<>();
    if (node.path("price").isNumber()) {
      steps.add(new Step(Double.POSITIVE_INFINITY, node.path("price").asDouble()));
    }
    for (JsonNode step : node.path("steps")) {
      steps.add(
          new Step(
              step.path("upTo").asDouble(Double.POSITIVE_INFINITY),
              step.path("price").asDouble(-1)));
    }
    return steps;
  }

  /** Steps rise, cost something or nothing, and leave no amount without a price. */
  private static boolean isSound(Price price) {
    double from = 0;
    for (Step step : price.steps()) {
      if (!(step.upTo() > from) || !(step.price() >= 0)) {
        return false;
      }
      from = step.upTo();
    }
    return Double.isInfinite(from);
  }
}
