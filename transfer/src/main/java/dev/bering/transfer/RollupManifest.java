package dev.bering.transfer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a roll-up holds: which files, as they were when they were read, and where the part of each
 * is.
 *
 * @param next the number of the next file of parts
 * @param sources by where the file really is
 * @param closed names of folders of days of which every file is in
 */
record RollupManifest(
    RollupSettings settings,
    long next,
    SortedMap<String, Source> sources,
    SortedSet<String> closed) {

  static final String NAME = "rollup.json";

  /** The folder of its files of parts. */
  static final String PARTS = "_parts";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int FORMAT = 1;

  /** What is said wherever something may still be needed: parts may be all there is of old logs. */
  private static final String KEEP =
      "roll the logs up into another folder; keep this one, as parts of logs that are gone are"
          + " nowhere else";

  RollupManifest {
    sources = Collections.unmodifiableSortedMap(new TreeMap<>(sources));
    closed = Collections.unmodifiableSortedSet(new TreeSet<>(closed));
  }

  /**
   * One file of the logs.
   *
   * @param sizeBytes when it was listed
   * @param modified when it was listed
   * @param tag of the store, if it has such
   * @param segment the number of the file of parts in which its part lies
   * @param from where it begins there
   * @param length how many bytes it has there
   * @param lines how many lines of sums it has
   * @param tally what was read of it
   */
  record Source(
      long sizeBytes,
      Instant modified,
      String tag,
      long segment,
      long from,
      int length,
      int lines,
      FlowTally tally) {

    /** Whether a file is still the one that was read, as far as a store tells. */
    boolean is(StoredFile file) {
      return sizeBytes == file.sizeBytes()
          && modified.equals(file.modified())
          && tag.equals(file.tag());
    }
  }

  /** Where a file of parts lies. */
  static String segment(long number) {
    return "%s/%08d.gz".formatted(PARTS, number);
  }

  byte[] json() {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("every", settings.every());
    ArrayNode keys = root.putArray("keys");
    settings.keys().forEach(key -> keys.add(key.text()));
    settings.format().ifPresent(format -> root.put("fields", format.toString()));
    root.put("next", next);
    ArrayNode days = root.putArray("closed");
    closed.forEach(days::add);
    ObjectNode files = root.putObject("sources");
    sources.forEach((name, source) -> files.set(name, json(source)));
    try {
      return JSON.writeValueAsBytes(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode json(Source source) {
    ObjectNode node = JSON.createObjectNode();
    node.put("size", source.sizeBytes());
    node.put("modified", source.modified().toString());
    node.put("tag", source.tag());
    node.put("segment", source.segment());
    node.put("from", source.from());
    node.put("length", source.length());
    node.put("sums", source.lines());
    FlowTally tally = source.tally();
    node.put("lines", tally.lines());
    node.put("records", tally.records());
    tally
        .span()
        .ifPresent(
            span -> {
              node.put("first", span.first().getEpochSecond());
              node.put("last", span.last().getEpochSecond());
            });
    if (tally.control() > 0) {
      node.put("control", tally.control());
    }
    if (!tally.windows().isEmpty()) {
      ObjectNode windows = node.putObject("windows");
      new TreeMap<>(tally.windows())
          .forEach((name, some) -> windows.putArray(name).add(some.noData()).add(some.skipped()));
    }
    if (tally.odd().total() > 0) {
      ObjectNode odd = node.putObject("odd");
      tally.odd().counts().forEach((oddity, count) -> odd.put(oddity.name(), count));
      ArrayNode examples = node.putArray("examples");
      tally
          .odd()
          .examples()
          .forEach(
              one ->
                  examples
                      .addObject()
                      .put("odd", one.oddity().name())
                      .put("file", one.file())
                      .put("line", one.line())
                      .put("excerpt", one.excerpt()));
    }
    return node;
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @param place where the roll-up is, for sentences
   * @throws UserException ROLLUP_FORMAT if it is of another Bering, or of somebody else,
   *     ROLLUP_BROKEN if it is damaged
   */
  static RollupManifest of(String place, byte[] bytes) {
    JsonNode root;
    try {
      root = JSON.readTree(bytes);
    } catch (IOException e) {
      throw broken(place, "%s is not as it was written".formatted(NAME), Optional.of(e));
    }
    if (!root.path("format").isInt()) {
      throw foreign(place, "its %s says no format".formatted(NAME), Optional.empty());
    }
    if (root.path("format").intValue() != FORMAT) {
      throw foreign(
          place,
          "its format is %s, and this Bering reads %d".formatted(root.path("format"), FORMAT),
          Optional.empty());
    }
    try {
      return of(root);
    } catch (UserException
        | IllegalArgumentException
        | IllegalStateException
        | ArithmeticException
        | NoSuchElementException
        | DateTimeParseException e) {
      String missing =
          Stream.of("keys", "every", "next", "sources")
              .filter(name -> !root.has(name))
              .collect(Collectors.joining(", "));
      throw foreign(
          place,
          "its %s has %s".formatted(NAME, missing.isEmpty() ? "another form" : "no " + missing),
          Optional.of(e));
    }
  }

  /**
   * Which days are closed is left out by builds that knew of none: all are listed again. Nothing
   * else is taken for granted: of what is not as it was written the parts would be taken for those
   * of nobody.
   */
  private static RollupManifest of(JsonNode root) {
    require(root.required("sources").isObject(), "its sources are no object");
    TreeMap<String, Source> sources = new TreeMap<>();
    root.required("sources")
        .properties()
        .forEach(one -> sources.put(one.getKey(), source(one.getValue())));
    long next = number(root, "next");
    require(
        sources.values().stream().allMatch(source -> source.segment() < next),
        "its next part is there already");
    require(!sources.isEmpty() || next == 1, "it has no sources, and had some");
    return new RollupManifest(
        new RollupSettings(
            texts(root.required("keys")).stream().map(RollupManifest::field).toList(),
            number(root, "every"),
            Optional.ofNullable(root.get("fields"))
                .map(fields -> new FlowFormat(List.of(fields.asText().split(" ", -1))))),
        next,
        sources,
        new TreeSet<>(texts(root.path("closed"))));
  }

  private static FlowField field(String name) {
    return FlowField.named(name)
        .orElseThrow(
            () -> new IllegalArgumentException("'%s' is no field of flow logs".formatted(name)));
  }

  static UserException broken(String place, String fact, Optional<Exception> why) {
    return unreadable(
        new Problem(
            "ROLLUP_BROKEN",
            "Cannot read the roll-up %s: %s.".formatted(place, fact),
            "bring it back from a copy, or " + KEEP),
        why);
  }

  private static UserException foreign(String place, String fact, Optional<Exception> why) {
    return unreadable(
        new Problem(
            "ROLLUP_FORMAT",
            "Cannot read the roll-up %s: %s.".formatted(place, fact),
            "read it with the Bering that wrote it, or " + KEEP),
        why);
  }

  private static UserException unreadable(Problem problem, Optional<Exception> why) {
    return why.map(cause -> UserException.source(problem, cause))
        .orElseGet(() -> UserException.source(problem));
  }

  private static void require(boolean holds, String wrong) {
    if (!holds) {
      throw new IllegalArgumentException(wrong);
    }
  }

  /** A whole number from 0 on. */
  private static long number(JsonNode node, String name) {
    JsonNode number = node.required(name);
    require(
        number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0,
        "%s is %s".formatted(name, number));
    return number.longValue();
  }

  private static List<String> texts(JsonNode array) {
    require(array.isArray() || array.isMissingNode(), "%s is no list".formatted(array));
    List<String> texts = new ArrayList<>();
    array.forEach(
        one -> {
          require(one.isTextual(), "%s is no text".formatted(one));
          texts.add(one.textValue());
        });
    return texts;
  }

  private static Source source(JsonNode node) {
    Map<String, FlowTally.Windows> windows = new HashMap<>();
    node.path("windows")
        .properties()
        .forEach(
            one ->
                windows.put(
                    one.getKey(),
                    new FlowTally.Windows(
                        one.getValue().required(0).longValue(),
                        one.getValue().required(1).longValue())));
    Map<Oddity, Long> odd = new EnumMap<>(Oddity.class);
    node.path("odd")
        .properties()
        .forEach(one -> odd.put(Oddity.valueOf(one.getKey()), one.getValue().longValue()));
    List<Oddities.Example> examples = new ArrayList<>();
    node.path("examples")
        .forEach(
            one ->
                examples.add(
                    new Oddities.Example(
                        Oddity.valueOf(one.required("odd").asText()),
                        one.required("file").asText(),
                        one.required("line").longValue(),
                        one.required("excerpt").asText())));
    return new Source(
        number(node, "size"),
        Instant.parse(node.required("modified").asText()),
        node.required("tag").asText(),
        number(node, "segment"),
        number(node, "from"),
        Math.toIntExact(number(node, "length")),
        Math.toIntExact(number(node, "sums")),
        new FlowTally(
            1,
            number(node, "lines"),
            number(node, "records"),
            windows,
            Optional.ofNullable(node.get("first"))
                .map(
                    first ->
                        new FlowTally.Span(
                            Instant.ofEpochSecond(first.longValue()),
                            Instant.ofEpochSecond(node.required("last").longValue()))),
            new Oddities(odd, examples),
            node.path("control").longValue()));
  }
}
