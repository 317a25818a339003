package dev.bering.transfer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Everything odd that was found, counted by kind, with a few examples of each.
 *
 * @param counts how often
 * @param examples of each kind the first that were met, of a file in its order
 */
public record Oddities(Map<Oddity, Long> counts, List<Example> examples) {

  /** Nothing odd. */
  public static final Oddities NONE = new Oddities(Map.of(), List.of());

  /** How many examples are kept of each kind. */
  static final int EXAMPLES_OF_A_KIND = 3;

  private static final int EXCERPT = 120;

  public Oddities {
    counts = Collections.unmodifiableMap(copy(counts));
    examples = List.copyOf(examples);
  }

  private static Map<Oddity, Long> copy(Map<Oddity, Long> counts) {
    Map<Oddity, Long> copy = new EnumMap<>(Oddity.class);
    copy.putAll(counts);
    return copy;
  }

  /**
   * One of them.
   *
   * @param line counted from 1; 0 for the file as a whole
   * @param excerpt how the line begins, or what is said of the file
   */
  public record Example(Oddity oddity, String file, long line, String excerpt) {

    /** Such as {@code a.log.gz:17}. */
    public String place() {
      return line == 0 ? file : file + ":" + line;
    }
  }

  /** How many there are in all. */
  public long total() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The same of a file before whose lines there are others. */
  Oddities after(long lines) {
    return new Oddities(
        counts,
        examples.stream()
            .map(
                one ->
                    one.line() == 0
                        ? one
                        : new Example(one.oddity(), one.file(), one.line() + lines, one.excerpt()))
            .toList());
  }

  /** Counts them; not for several threads. */
  static final class Counter {
    private final Map<Oddity, Long> counts = new EnumMap<>(Oddity.class);
    private final Map<Oddity, List<Example>> examples = new EnumMap<>(Oddity.class);

    /** One more of them. */
    void add(Oddity oddity, String file, long line, String text) {
      add(oddity, 1);
      keep(oddity, file, line, text);
    }

    /** So many more of them. */
    void add(Oddity oddity, long count) {
      counts.merge(oddity, count, Long::sum);
    }

    /** An example of what was counted. */
    void keep(Oddity oddity, String file, long line, String text) {
      String excerpt = text.length() > EXCERPT ? text.substring(0, EXCERPT) + "..." : text;
      keep(new Example(oddity, file, line, excerpt));
    }

    /** Takes over what another has found. */
    void addAll(Oddities more) {
      more.counts.forEach((oddity, count) -> counts.merge(oddity, count, Long::sum));
      more.examples.forEach(this::keep);
    }

    private void keep(Example example) {
      List<Example> some = examples.computeIfAbsent(example.oddity(), kind -> new ArrayList<>());
      if (some.size() < EXAMPLES_OF_A_KIND) {
        some.add(example);
      }
    }

    /** Whether one of this kind needs its text: so many are kept and no more. */
    boolean wants(Oddity oddity) {
      return examples.getOrDefault(oddity, List.of()).size() < EXAMPLES_OF_A_KIND;
    }

    Oddities found() {
      return new Oddities(counts, examples.values().stream().flatMap(List::stream).toList());
    }
  }
}
