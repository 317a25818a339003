package dev.bering.transfer;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Values of tags. Logs write them percent-encoded, as UTF-8, and {@code -} where there is none;
 * people and reports write them as they are.
 */
final class TagText {

  /** What is shown of records without the tag. */
  static final String UNTAGGED = "(untagged)";

  /** What stands for a tag without a value, which no log can write. */
  static final String EMPTY = "(empty)";

  private static final String PLAIN = "._~";

  private TagText() {}

  /** Whether a key of a report is a tag, by its name. */
  static boolean isTag(String key) {
    return key.startsWith(OnceKey.OfTag.PREFIX)
        || FlowField.named(key).filter(field -> field.kind() == FlowField.Kind.TAG).isPresent();
  }

  /** The value as it is; empty if it is not encoded as it should be. */
  static Optional<String> decoded(String text) {
    if (text.indexOf('%') < 0) {
      return Optional.of(text);
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] != '%') {
        decoded.write(bytes[at]);
        continue;
      }
      int high = at + 2 < bytes.length ? Character.digit(bytes[at + 1], 16) : -1;
      int low = at + 2 < bytes.length ? Character.digit(bytes[at + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      decoded.write(16 * high + low);
      at += 2;
    }
    try {
      return Optional.of(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(decoded.toByteArray()))
              .toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** As logs write it: one word, which is never {@code -}. */
  static String encoded(String value) {
    if (value.isEmpty()) {
      return EMPTY;
    }
    StringBuilder encoded = new StringBuilder();
    for (byte next : value.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain =
          next > 0
              && next < 0x7f
              && (Character.isLetterOrDigit(next)
                  || PLAIN.indexOf(next) >= 0
                  || (next == '-' && value.length() > 1));
      if (isPlain) {
        encoded.append((char) next);
      } else {
        encoded.append("%%%02X".formatted(next & 0xff));
      }
    }
    return encoded.toString();
  }

  /**
   * For people: decoded, as it stands if that cannot be done, or if it would be what stands for no
   * value.
   */
  static String shown(String text) {
    if (text.equals("-")) {
      return UNTAGGED;
    }
    String value = decoded(text).orElse(text);
    return value.equals(UNTAGGED) || value.equals(EMPTY) ? text : value;
  }

  /** The one text of all that mean the same value, however each of them is encoded. */
  static String uniform(String text) {
    return text.equals("-") || text.equals(EMPTY) ? text : encoded(decoded(text).orElse(text));
  }

  /** Tables in which contributors whose tags mean the same are one. */
  static SortedMap<Long, ContributorTable> merged(
      List<String> names, SortedMap<Long, ContributorTable> periods) {
    List<Integer> places = places(names);
    if (places.isEmpty()) {
      return periods;
    }
    SortedMap<Long, ContributorTable> merged = new TreeMap<>();
    periods.forEach((begin, table) -> merged.put(begin, merged(places, table)));
    return merged;
  }

  private static ContributorTable merged(List<Integer> places, ContributorTable table) {
    ContributorTable merged = new ContributorTable();
    table.each(
        one -> {
          List<String> keys = new ArrayList<>(one.keys());
          places.forEach(place -> keys.set(place, uniform(keys.get(place))));
          byte[] key = String.join(" ", keys).getBytes(StandardCharsets.UTF_8);
          merged.add(key, 0, key.length, one.sum(), one.samples());
        });
    return merged;
  }

  /** Whether a value of a log is the one that somebody names, encoded or not. */
  static boolean matches(String text, String wanted) {
    return text.equals(wanted) || shown(text).equals(wanted);
  }

  /** Contributors whose tags are for people. */
  static List<Contributor> shown(List<String> names, List<Contributor> all) {
    List<Integer> places = places(names);
    if (places.isEmpty()) {
      return all;
    }
    return all.stream()
        .map(
            one -> {
              List<String> keys = new ArrayList<>(one.keys());
              places.forEach(place -> keys.set(place, shown(keys.get(place))));
              return new Contributor(keys, one.sum(), one.samples());
            })
        .toList();
  }

  /** What contributors without a tag come to, for each tag by which they are told apart. */
  static List<TopReport.Untagged> untagged(List<String> names, ContributorTable table) {
    List<Integer> places = places(names);
    if (places.isEmpty()) {
      return List.of();
    }
    long[] sums = new long[names.size()];
    table.each(
        one -> {
          for (int place : places) {
            if (one.keys().get(place).equals("-")) {
              sums[place] = Math.addExact(sums[place], one.sum());
            }
          }
        });
    return places.stream()
        .filter(place -> sums[place] > 0)
        .map(place -> new TopReport.Untagged(names.get(place), sums[place]))
        .toList();
  }

  private static List<Integer> places(List<String> names) {
    List<Integer> places = new ArrayList<>();
    for (int at = 0; at < names.size(); at++) {
      if (isTag(names.get(at))) {
        places.add(at);
      }
    }
    return places;
  }
}
