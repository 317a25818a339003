package dev.bering.transfer;

import dev.bering.transfer.FlowCounter.Answer;
import dev.bering.transfer.FlowCounter.Question;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Counts each byte once, however many interfaces have logged it: sums by what tells a record's way,
 * then leaves out what is counted elsewhere. Filters hold of the records that count.
 *
 * @param inventory what the network consists of
 * @param keys what tells contributors apart, at least one
 * @param only all of them have to hold
 * @param value what is summed; empty to count records
 */
public record CountOnce(
    Inventory inventory, List<OnceKey> keys, List<OnceKey.Only> only, Optional<FlowField> value)
    implements FlowMeasure {

  public CountOnce {
    keys = List.copyOf(keys);
    only = List.copyOf(only);
    if (keys.isEmpty()) {
      throw new IllegalStateException("no key");
    }
  }

  /**
   * What was counted.
   *
   * @param periods tables by the start of their period
   * @param logged what was logged in all, more than once and left out included
   * @param paths what each way comes to, of what counts
   */
  public record Folded(
      SortedMap<Long, ContributorTable> periods, long logged, Map<PathClass, Long> paths) {}

  @Override
  public List<String> names() {
    return keys.stream().map(OnceKey::text).toList();
  }

  @Override
  public List<FlowField> fields() {
    return Stream.of(PathLine.NEEDED, PathLine.HELPFUL, named())
        .flatMap(List::stream)
        .distinct()
        .toList();
  }

  @Override
  public List<FlowFilter> ofInterfaces() {
    OnceKey owner = new OnceKey.OfField(FlowField.INTERFACE_ID);
    return only.stream()
        .filter(one -> one.key().equals(owner))
        .<FlowFilter>map(
            one -> new FlowFilter.In(new FieldRef.Named(FlowField.INTERFACE_ID), one.texts(), true))
        .toList();
  }

  @Override
  public Question question(long period, Optional<TimeWindow> window) {
    List<FieldRef> fields = new ArrayList<>();
    PathLine.NEEDED.forEach(field -> fields.add(new FieldRef.Named(field)));
    PathLine.HELPFUL.forEach(field -> fields.add(new FieldRef.IfThere(field)));
    named().forEach(field -> fields.add(new FieldRef.Named(field)));
    return new Question(
        new Contribution(fields, List.of(new FlowFilter.Traffic()), value.map(FieldRef.Named::new)),
        period,
        window);
  }

  /** Fields of records that keys and filters name, in the order in which they are asked for. */
  private List<FlowField> named() {
    List<OnceKey> all = new ArrayList<>(keys);
    only.forEach(one -> all.add(one.key()));
    return all.stream()
        .filter(OnceKey.OfField.class::isInstance)
        .map(key -> ((OnceKey.OfField) key).field())
        .distinct()
        .toList();
  }

  @Override
  public Folded fold(Answer answer) {
    PathMap map = new PathMap(inventory);
    answer
        .periods()
        .values()
        .forEach(
            table ->
                table.each(
                    one -> map.see(PathLine.of(one.keys()), value.isPresent() ? one.sum() : 0)));
    boolean isByClient =
        Stream.concat(keys.stream(), only.stream().map(OnceKey.Only::key))
            .anyMatch(key -> key == OnceKey.OfPath.CLIENT || key instanceof OnceKey.OfTag);
    List<FlowField> fields = named();
    TreeMap<Long, ContributorTable> periods = new TreeMap<>();
    Map<PathClass, Long> paths = new EnumMap<>(PathClass.class);
    long logged = 0;
    for (Map.Entry<Long, ContributorTable> period : answer.periods().entrySet()) {
      ContributorTable table = new ContributorTable();
      logged = Math.addExact(logged, period.getValue().sum());
      period
          .getValue()
          .each(
              one -> {
                PathMap.Found found = map.of(PathLine.of(one.keys()));
                if (isByClient ? found.isClients() : found.counts()) {
                  add(new Told(one, found, map), fields, table, paths);
                }
              });
      periods.put(period.getKey(), table);
    }
    return new Folded(periods, logged, paths);
  }

  /** A contributor of the logs, and what is known of its way. */
  private record Told(Contributor one, PathMap.Found found, PathMap map) {

    String text(OnceKey key, List<FlowField> fields) {
      if (key instanceof OnceKey.OfField ofField) {
        return one.keys().get(PathLine.FIELDS + fields.indexOf(ofField.field()));
      }
      if (key instanceof OnceKey.OfTag ofTag) {
        return map.tag(PathLine.of(one.keys()), found, ofTag.key())
            .map(TagText::encoded)
            .orElse("-");
      }
      return switch ((OnceKey.OfPath) key) {
        case PATH -> found.path().text();
        case VIA -> found.via();
        case CLIENT -> found.client();
        case SERVICE -> PathLine.of(one.keys()).service();
        case ZONES -> found.zones();
      };
    }

    boolean is(OnceKey.Only only, List<FlowField> fields) {
      String text = text(only.key(), fields);
      return TagText.isTag(only.key().text())
          ? only.texts().stream().anyMatch(wanted -> TagText.matches(text, wanted))
          : only.texts().contains(text);
    }
  }

  private void add(
      Told told, List<FlowField> fields, ContributorTable table, Map<PathClass, Long> paths) {
    if (!only.stream().allMatch(one -> told.is(one, fields))) {
      return;
    }
    StringBuilder key = new StringBuilder();
    for (OnceKey wanted : keys) {
      String text = told.text(wanted, fields);
      boolean isTag =
          wanted instanceof OnceKey.OfField of && of.field().kind() == FlowField.Kind.TAG;
      key.append(key.isEmpty() ? "" : " ").append(isTag ? TagText.uniform(text) : text);
    }
    byte[] bytes = key.toString().getBytes(StandardCharsets.UTF_8);
    table.add(bytes, 0, bytes.length, told.one().sum(), told.one().samples());
    paths.merge(told.found().path(), told.one().sum(), Math::addExact);
  }
}
