package dev.bering.cost;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A tag that every job and everything that is billed has to have.
 *
 * <p>The key {@code map-migrated} has rules of its own unless it is given others: {@code mig},
 * {@code sap}, {@code oracle}, {@code comm}, {@code mig_ec2_} or {@code comm_ec2_} in lower case
 * and then five digits, or ten capital letters and digits. That is what the AWS Migration
 * Acceleration Program 2.0 Tagging Guide says under "Tagging key combinations" and "Database and
 * analytic tags"; whether AWS knows the number is not checked.
 *
 * @param key exactly as it is written, upper and lower case being different
 * @param billedAs other keys that bills have for it
 * @param providers whose charges have to have it, in any spelling of bills; all if empty
 * @param values that are allowed; any if empty and without a pattern
 * @param pattern that a value has to match as a whole, another way of being allowed
 * @param from the first day on which it is asked for, in UTC; always if empty
 */
public record TagRule(
    String key,
    List<String> billedAs,
    List<String> providers,
    List<String> values,
    Optional<String> pattern,
    Optional<LocalDate> from) {

  /** The tag by which AWS knows what has been migrated. */
  public static final String MAP_MIGRATED = "map-migrated";

  private static final String MAP_VALUES =
      "(?:mig|sap|oracle|comm|mig_ec2_|comm_ec2_)(?:[0-9]{5}|[A-Z0-9]{10})";

  public TagRule {
    Objects.requireNonNull(key, "key is null");
    billedAs = List.copyOf(billedAs);
    providers = List.copyOf(providers);
    values = List.copyOf(values);
    if (key.equals(MAP_MIGRATED) && values.isEmpty() && pattern.isEmpty()) {
      pattern = Optional.of(MAP_VALUES);
    }
    pattern.ifPresent(Pattern::compile);
  }

  /** A tag with any value, always and everywhere. */
  public static TagRule of(String key) {
    return new TagRule(key, List.of(), List.of(), List.of(), Optional.empty(), Optional.empty());
  }

  /** Whether a value is one of those that it may have. */
  boolean allows(String value) {
    return (values.isEmpty() && pattern.isEmpty())
        || values.contains(value)
        || pattern.filter(text -> Pattern.matches(text, value)).isPresent();
  }

  /** What it may have, for people. */
  String allowed() {
    return pattern.equals(Optional.of(MAP_VALUES))
        ? "mig, sap, oracle, comm, mig_ec2_ or comm_ec2_ in lower case, then 5 digits or 10"
            + " capitals and digits"
        : String.join(
            " or ",
            Stream.concat(
                    values.stream().map("'%s'"::formatted), pattern.stream().map("/%s/"::formatted))
                .toList());
  }

  /** Every key that bills may have for it. */
  List<String> keys() {
    return Stream.concat(Stream.of(key), billedAs.stream()).distinct().toList();
  }

  /** Whether it is asked for on a day. */
  boolean isInForce(LocalDate day) {
    return from.filter(day::isBefore).isEmpty();
  }
}
