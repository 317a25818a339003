package dev.bering.porting;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Makes rows of {@code rowType} of a recorded legacy table, which may have other columns and
 * another granularity. A translator is code, and wrong code can make anything look equal; so it
 * comes with laws, which are tested on the data at each run before any comparison is believed.
 *
 * @param name as reports name it: letters, digits, - and _
 * @param rowType the record that the rows are checked against
 * @param laws what must hold between the recorded and the translated table
 */
public record Translator<R extends Record>(
    String name, Class<R> rowType, Translation translation, List<Law> laws) {

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

  public Translator {
    Objects.requireNonNull(rowType, "rowType is null");
    Objects.requireNonNull(translation, "translation is null");
    laws = List.copyOf(laws);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalStateException(
          "'%s' is no name made of letters, digits, - and _".formatted(name));
    }
  }

  /** One without laws yet; it is refused until it has some. */
  public static <R extends Record> Translator<R> of(
      String name, Class<R> rowType, Translation translation) {
    return new Translator<>(name, rowType, translation, List.of());
  }

  /** This one with a law more. */
  public Translator<R> obeying(Law law) {
    var more = new ArrayList<>(laws);
    more.add(law);
    return new Translator<>(name, rowType, translation, more);
  }
}
