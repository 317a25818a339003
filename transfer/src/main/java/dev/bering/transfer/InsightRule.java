package dev.bering.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule of CloudWatch Contributor Insights, as its JSON says it. What the service takes is taken,
 * also a sum without {@code ValueOf}, which its own examples have: that counts lines.
 *
 * <p>Source: "Contributor Insights rule syntax" of the Amazon CloudWatch user guide, as of 2026-08.
 *
 * @param name what it is called
 * @param contribution what it counts
 */
public record InsightRule(String name, Contribution contribution) {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final Set<String> TOP =
      Set.of(
          "Schema",
          "LogGroupNames",
          "LogGroupARNs",
          "LogFormat",
          "Fields",
          "Contribution",
          "AggregateOn");
  private static final Set<String> PARTS = Set.of("Keys", "ValueOf", "Filters");
  private static final List<String> OPERATORS =
      List.of(
          "In",
          "NotIn",
          "StartsWith",
          "GreaterThan",
          "LessThan",
          "EqualTo",
          "NotEqualTo",
          "IsPresent");
  private static final int MOST_KEYS = 4;
  private static final int MOST_FILTERS = 4;
  private static final int MOST_TEXTS = 10;
  private static final int LONGEST = 1 << 16;

  /**
   * Reads a rule's definition.
   *
   * @throws UserException INSIGHT_RULE with everything that is wrong with it
   */
  public static InsightRule parse(String name, String json) {
    return new Parser(name).rule(json);
  }

  /** Reads one rule and gathers what is wrong with it. */
  private static final class Parser {
    private final String name;
    private final List<Problem> problems = new ArrayList<>();
    private final Map<String, FieldRef> fields = new LinkedHashMap<>();

    Parser(String name) {
      this.name = name;
    }

    InsightRule rule(String json) {
      JsonNode rule = tree(json);
      known("the rule", rule, TOP);
      schema(rule.path("Schema"));
      format(rule);
      fields(rule.path("Fields"));
      JsonNode contribution = rule.path("Contribution");
      if (!contribution.isObject()) {
        wrong("it has no Contribution", "add \"Contribution\": {\"Keys\": [...], \"Filters\": []}");
      }
      known("Contribution", contribution, PARTS);
      List<FieldRef> keys = keys(contribution.path("Keys"));
      List<FlowFilter> filters = filters(contribution.path("Filters"));
      Optional<FieldRef> value = value(rule.path("AggregateOn"), contribution.path("ValueOf"));
      if (!problems.isEmpty()) {
        throw UserException.usage(problems);
      }
      return new InsightRule(name, new Contribution(keys, filters, value));
    }

    private JsonNode tree(String json) {
      if (json.length() > LONGEST) {
        throw fatal("it has %d characters, more than any rule may".formatted(json.length()));
      }
      try {
        JsonNode tree = JSON.readTree(json);
        if (!tree.isObject()) {
          throw fatal("it is no JSON object");
        }
        return tree;
      } catch (JsonProcessingException e) {
        throw fatal("it is no JSON: " + e.getOriginalMessage().replaceAll("(?s)\\s*\\(.*", ""));
      }
    }

    private UserException fatal(String fact) {
      wrong(fact, "give the definition of a rule as CloudWatch shows it");
      return UserException.usage(problems);
    }

    private void wrong(String fact, String hint) {
      problems.add(
          new Problem("INSIGHT_RULE", "Cannot read rule %s: %s.".formatted(name, fact), hint));
    }

    private void known(String place, JsonNode node, Set<String> keys) {
      for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
        String key = names.next();
        if (!keys.contains(key)) {
          wrong(
              "%s has no '%s'".formatted(place, key),
              NearestName.hint(key, keys.stream().sorted().toList()));
        }
      }
    }

    private void schema(JsonNode schema) {
      if (!schema.path("Name").asText().equals("CloudWatchLogRule")
          || schema.path("Version").asInt() != 1) {
        wrong(
            "its Schema is not CloudWatchLogRule of version 1",
            "write \"Schema\": {\"Name\": \"CloudWatchLogRule\", \"Version\": 1}");
      }
    }

    private void format(JsonNode rule) {
      if (!rule.path("LogFormat").asText().equals("CLF")) {
        wrong(
            "its LogFormat is '%s'".formatted(rule.path("LogFormat").asText()),
            "flow logs are lines of fields, which is CLF");
      }
      if (rule.has("LogGroupNames") && rule.has("LogGroupARNs")) {
        wrong("it has LogGroupNames and LogGroupARNs", "leave one of them out");
      }
    }

    private void fields(JsonNode node) {
      node.properties()
          .forEach(
              entry -> {
                if (!entry.getKey().matches("[1-9][0-9]{0,2}")) {
                  wrong(
                      "Fields names the place '%s'".formatted(entry.getKey()),
                      "places of fields are numbers from 1 on");
                  return;
                }
                String alias = entry.getValue().asText();
                FieldRef before =
                    fields.put(alias, new FieldRef.At(Integer.parseInt(entry.getKey()), alias));
                if (before != null) {
                  wrong("Fields calls two places '%s'".formatted(alias), "name each place apart");
                }
              });
    }

    private Optional<FieldRef> field(String place, JsonNode node) {
      String alias = node.asText();
      FieldRef field = fields.get(alias);
      if (field == null) {
        wrong(
            "%s names '%s', which Fields does not".formatted(place, alias),
            NearestName.hint(alias, fields.keySet()));
      }
      return Optional.ofNullable(field);
    }

    private List<FieldRef> keys(JsonNode node) {
      if (!node.isArray() || node.isEmpty() || node.size() > MOST_KEYS) {
        wrong(
            "it has %d keys".formatted(node.size()),
            "name 1 to %d fields as Keys".formatted(MOST_KEYS));
      }
      List<FieldRef> keys = new ArrayList<>();
      node.forEach(key -> field("Keys", key).ifPresent(keys::add));
      return keys;
    }

    private Optional<FieldRef> value(JsonNode aggregate, JsonNode valueOf) {
      boolean isSum = aggregate.asText().equals("Sum");
      if (!isSum && !aggregate.asText().equals("Count")) {
        wrong(
            "its AggregateOn is '%s'".formatted(aggregate.asText()), "write \"Sum\" or \"Count\"");
      }
      if (valueOf.isMissingNode()) {
        return Optional.empty();
      }
      if (!isSum) {
        wrong(
            "it counts and has a ValueOf", "leave out ValueOf, or write \"AggregateOn\": \"Sum\"");
      }
      return field("ValueOf", valueOf);
    }

    private List<FlowFilter> filters(JsonNode node) {
      if (!node.isMissingNode() && !node.isArray()) {
        wrong("its Filters are no list", "write \"Filters\": [...]");
        return List.of();
      }
      if (node.size() > MOST_FILTERS) {
        wrong(
            "it has %d filters".formatted(node.size()),
            "there may be %d, all of which have to pass".formatted(MOST_FILTERS));
      }
      List<FlowFilter> filters = new ArrayList<>();
      node.forEach(one -> filter(one).ifPresent(filters::add));
      return filters;
    }

    private Optional<FlowFilter> filter(JsonNode node) {
      Optional<FieldRef> field = field("a filter", node.path("Match"));
      List<String> given = new ArrayList<>();
      node.fieldNames().forEachRemaining(given::add);
      given.remove("Match");
      if (given.size() != 1 || !OPERATORS.contains(given.get(0))) {
        wrong(
            "the filter of '%s' has %s".formatted(node.path("Match").asText(), given),
            "write one of " + String.join(", ", OPERATORS));
        return Optional.empty();
      }
      String operator = given.get(0);
      return field.flatMap(of -> filter(of, operator, node.path(operator)));
    }

    private Optional<FlowFilter> filter(FieldRef field, String operator, JsonNode with) {
      return switch (operator) {
        case "In" -> texts(field, with).map(texts -> new FlowFilter.In(field, texts, true));
        case "NotIn" -> texts(field, with).map(texts -> new FlowFilter.In(field, texts, false));
        case "StartsWith" ->
            texts(field, with).map(texts -> new FlowFilter.StartsWith(field, texts));
        case "IsPresent" -> present(field, with);
        case "GreaterThan" -> compared(field, FlowFilter.Order.GREATER, with);
        case "LessThan" -> compared(field, FlowFilter.Order.LESS, with);
        case "EqualTo" -> compared(field, FlowFilter.Order.EQUAL, with);
        default -> compared(field, FlowFilter.Order.NOT_EQUAL, with);
      };
    }

    private Optional<List<String>> texts(FieldRef field, JsonNode with) {
      List<String> texts = new ArrayList<>();
      with.forEach(one -> texts.add(one.asText()));
      if (!with.isArray() || texts.isEmpty() || texts.size() > MOST_TEXTS) {
        wrong(
            "the filter of '%s' has %d texts".formatted(field.text(), texts.size()),
            "give 1 to %d of them, in brackets".formatted(MOST_TEXTS));
        return Optional.empty();
      }
      return Optional.of(texts);
    }

    private Optional<FlowFilter> present(FieldRef field, JsonNode with) {
      if (!with.isBoolean()) {
        wrong(
            "the filter of '%s' is present '%s'".formatted(field.text(), with.asText()),
            "write true or false");
        return Optional.empty();
      }
      return Optional.of(new FlowFilter.Present(field, with.asBoolean()));
    }

    private Optional<FlowFilter> compared(FieldRef field, FlowFilter.Order order, JsonNode with) {
      if (!with.isNumber()
          || !Double.isFinite(with.doubleValue())
          || with.decimalValue().abs().compareTo(BigDecimal.TEN.pow(18)) >= 0) {
        wrong(
            "the filter of '%s' compares with '%s'".formatted(field.text(), with.asText()),
            "compare with one number of at most 18 digits");
        return Optional.empty();
      }
      return Optional.of(new FlowFilter.Compared(field, order, with.decimalValue()));
    }
  }
}
