package dev.bering.jobs;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What may stand at a key of a job file. From shapes come the checks, the JSON Schema for editors
 * and the reference, so that none of them can say what the others do not.
 */
public sealed interface Shape {

  /**
   * A text, number or flag.
   *
   * @param form what it has to look like, whole
   * @param what as in {@code 'memory' is no amount of memory}
   * @param example what could stand there
   */
  record Text(Pattern form, String what, String example) implements Shape {}

  /** One of some words. */
  record Word(List<String> words) implements Shape {

    public Word {
      words = List.copyOf(words);
    }
  }

  /** True or false. */
  record Flag() implements Shape {}

  /** A list of such, or one alone. */
  record ListOf(Shape of) implements Shape {}

  /**
   * A mapping whose keys are names that the writer chooses.
   *
   * @param what such a key is, as in {@code parameter}
   */
  record MapOf(String what, Shape of) implements Shape {}

  /** A mapping of known keys. */
  record Group(List<Key> keys) implements Shape {

    public Group {
      keys = List.copyOf(keys);
    }

    Map<String, Key> byName() {
      return keys.stream().collect(Collectors.toMap(Key::name, Function.identity()));
    }

    /** The keys' names. */
    public List<String> names() {
      return keys.stream().map(Key::name).toList();
    }

    /** This with more keys. */
    public Group and(List<Key> more) {
      return new Group(Stream.concat(keys.stream(), more.stream()).toList());
    }
  }

  /**
   * A plain value or something with more to it, as in {@code ds: 2026-01-01} for {@code ds:
   * {default: 2026-01-01}}.
   */
  record Brief(Shape plain, Shape whole) implements Shape {}

  /**
   * Whatever a platform takes at this place, in its own words, handed on as it stands.
   *
   * @param of what its documentation calls it
   */
  record Verbatim(String of) implements Shape {}

  /**
   * A key of a group.
   *
   * @param doc one sentence, for the reference and for editors
   */
  record Key(String name, Shape shape, Presence presence, String doc) {}

  /** Whether a key has to be there once all layers are merged. */
  enum Presence {
    REQUIRED,
    OPTIONAL
  }

  /** A key that may be left out. */
  static Key key(String name, Shape shape, String doc) {
    return new Key(name, shape, Presence.OPTIONAL, doc);
  }

  /** A key that has to be there. */
  static Key required(String name, Shape shape, String doc) {
    return new Key(name, shape, Presence.REQUIRED, doc);
  }

  /** Known keys, and no other. */
  static Group group(Key... keys) {
    return new Group(List.of(keys));
  }

  /** Any text at all. */
  static Text text() {
    return new Text(Pattern.compile("(?s).+"), "plain value", "a text");
  }

  /** A text of one form. */
  static Text text(String form, String what, String example) {
    return new Text(Pattern.compile(form), what, example);
  }

  /** A whole number of at least 0. */
  static Text count() {
    return text("\\d{1,9}", "whole number of at least 0", "10");
  }

  /** A length of time. */
  static Text duration() {
    return text(
        "(?=.*[1-9])(?:\\d{1,4}d)?(?:\\d{1,4}h)?(?:\\d{1,5}m)?(?:\\d{1,6}s)?",
        "length of time",
        "1h30m");
  }

  /** An amount of memory, as Java and Spark write it. */
  static Text memory() {
    return text("[1-9]\\d{0,8}[kKmMgGtT]", "amount of memory", "16g");
  }

  /** One of some words. */
  static Word word(String... words) {
    return new Word(List.of(words));
  }
}
