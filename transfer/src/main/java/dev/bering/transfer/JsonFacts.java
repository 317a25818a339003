package dev.bering.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** Reads values of one file of JSON strictly, and gathers what is wrong with them. */
final class JsonFacts {

  private final String file;
  private final List<Problem> problems;

  JsonFacts(String file, List<Problem> problems) {
    this.file = file;
    this.problems = problems;
  }

  void wrong(String fact, String hint) {
    problems.add(
        new Problem("INVENTORY_FILE", "Cannot read inventory %s: %s.".formatted(file, fact), hint));
  }

  void known(String place, JsonNode node, Collection<String> keys) {
    for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
      String key = names.next();
      if (!keys.contains(key)) {
        wrong("%s has no '%s'".formatted(place, key), NearestName.hint(key, keys));
      }
    }
  }

  /** A list of objects; empty where there is none. */
  List<JsonNode> list(JsonNode node, String key) {
    JsonNode list = node.path(key);
    if (list.isMissingNode() || list.isNull()) {
      return List.of();
    }
    List<JsonNode> all = new ArrayList<>();
    list.forEach(all::add);
    if (!list.isArray() || all.stream().anyMatch(one -> !one.isObject())) {
      wrong("%s is no list of objects".formatted(key), "give what was saved, unchanged");
      return List.of();
    }
    return all;
  }

  /** A text; empty where there is none. */
  String text(JsonNode node, String key) {
    JsonNode text = node.path(key);
    if (text.isMissingNode() || text.isNull()) {
      return "";
    }
    if (!text.isTextual()) {
      wrong("%s is no text: %s".formatted(key, text), "give what was saved, unchanged");
      return "";
    }
    return text.textValue();
  }

  /** A text that has to be there. */
  String required(JsonNode node, String key) {
    String text = text(node, key);
    if (text.isEmpty()) {
      String whole = node.toString();
      wrong(
          "no %s in %s".formatted(key, whole.length() > 80 ? whole.substring(0, 80) : whole),
          "give what was saved, unchanged");
    }
    return text;
  }

  List<String> texts(JsonNode node, String key) {
    JsonNode list = node.path(key);
    List<String> all = new ArrayList<>();
    if (list.isMissingNode() || list.isNull()) {
      return all;
    }
    list.forEach(one -> all.add(one.asText()));
    boolean isTexts = list.isArray();
    for (JsonNode one : list) {
      isTexts &= one.isTextual();
    }
    if (!isTexts) {
      wrong("%s is no list of texts: %s".formatted(key, list), "give what was saved, unchanged");
    }
    return all;
  }

  boolean truth(JsonNode node, String key) {
    JsonNode truth = node.path(key);
    if (!truth.isMissingNode() && !truth.isNull() && !truth.isBoolean()) {
      wrong("%s is neither true nor false: %s".formatted(key, truth), "write true or false");
    }
    return truth.asBoolean(false);
  }

  <E extends Enum<E>> E word(JsonNode node, String key, E[] words, E otherwise) {
    String given = required(node, key);
    List<String> names =
        Arrays.stream(words).map(word -> word.name().toLowerCase(Locale.ROOT)).toList();
    if (!names.contains(given)) {
      if (!given.isEmpty()) {
        wrong("%s is '%s'".formatted(key, given), NearestName.hint(given, names));
      }
      return otherwise;
    }
    return words[names.indexOf(given)];
  }
}
