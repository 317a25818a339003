package dev.bering.app;

import dev.bering.cost.CostRate;
import dev.bering.cost.RateUnit;
import dev.bering.model.UserException;
import dev.bering.yaml.YamlFile;
import dev.bering.yaml.YamlKeys;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A YAML file of what runs are said to cost: {@code date}, {@code currency}, and a list {@code
 * rates}, each with {@code platform}, perhaps a {@code job}, and one of {@code per-core-hour},
 * {@code per-hour} and {@code per-run}.
 */
final class CostRatesFile {

  private final YamlFile yaml;
  private final String name;

  private CostRatesFile(Path file) {
    this.yaml = new YamlFile(file);
    this.name = file.getFileName().toString();
  }

  /**
   * The rates of a file, in its order; at least one.
   *
   * @throws UserException YAML_FILE with everything that is wrong
   */
  static List<CostRate> read(Path file) {
    CostRatesFile reader = new CostRatesFile(file);
    List<CostRate> rates = reader.rates();
    reader.yaml.requireSound();
    return rates;
  }

  private List<CostRate> rates() {
    List<CostRate> rates = new ArrayList<>();
    List<Node> nodes = new ArrayList<>();
    yaml.document()
        .ifPresent(
            document -> {
              YamlKeys top = new YamlKeys(yaml, document, "the file");
              top.require("date");
              Optional<LocalDate> date = top.date("date");
              String currency = top.requiredText("currency");
              for (Node node : top.list("rates")) {
                rate(node, date, currency)
                    .ifPresent(
                        rate -> {
                          rates.add(rate);
                          nodes.add(node);
                        });
              }
              top.requireNoOther();
            });
    requireDistinct(rates, nodes);
    if (rates.isEmpty() && yaml.isSound()) {
      yaml.wrong("it has no rate", "list them below 'rates:', each with a platform");
    }
    return rates;
  }

  /** Of two rates for the same nobody could say which one counts. */
  private void requireDistinct(List<CostRate> rates, List<Node> nodes) {
    Set<String> known = new HashSet<>();
    for (int i = 0; i < rates.size(); i++) {
      String name = named(rates.get(i));
      if (!known.add(name)) {
        yaml.wrong(nodes.get(i), name + " has a rate above already", "leave one of them out");
      }
    }
  }

  /** What a rate is of, for people. */
  static String named(CostRate rate) {
    return "'%s'%s per %s"
        .formatted(
            rate.platform(),
            rate.job().map(", job '%s',"::formatted).orElse(""),
            rate.unit().text());
  }

  private Optional<CostRate> rate(Node node, Optional<LocalDate> date, String currency) {
    YamlKeys rate = new YamlKeys(yaml, node, "a rate");
    String platform = rate.requiredText("platform");
    Optional<String> job = rate.text("job");
    Map<RateUnit, BigDecimal> amounts = new LinkedHashMap<>();
    for (RateUnit unit : RateUnit.values()) {
      rate.amount("per-" + unit.text()).ifPresent(amount -> amounts.put(unit, amount));
    }
    rate.requireNoOther();
    if (amounts.size() != 1 && yaml.isSound()) {
      yaml.wrong(
          node,
          amounts.isEmpty() ? "the rate has no amount" : "the rate has several amounts",
          "write one of per-core-hour, per-hour and per-run");
    }
    return yaml.isSound() && date.isPresent()
        ? amounts.entrySet().stream()
            .map(
                amount ->
                    new CostRate(
                        job,
                        platform,
                        amount.getKey(),
                        amount.getValue(),
                        currency,
                        name,
                        date.get()))
            .findFirst()
        : Optional.empty();
  }
}
