package dev.bering.parity;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Parts of a comparison document that would let differences through. */
final class Remedies {

  /** A name that YAML reads as itself and as nothing else. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private static final Pattern KEYWORD =
      Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null|none");

  private final String column;

  Remedies(String column) {
    this.column = column;
  }

  /** A normaliser, spelled as in the document: {@code trim}, {@code scale: 2}. */
  Remedy normaliser(String normaliser, String hint) {
    return rule("normalise: [%s]".formatted(normaliser), hint);
  }

  Remedy nullLike(String text, String hint) {
    return normaliser("null-like: [%s]".formatted(quoted(text)), hint);
  }

  Remedy absolute(BigDecimal amount, String hint) {
    return rule("tolerance: {absolute: %s}".formatted(plain(amount)), hint);
  }

  Remedy relative(BigDecimal share, String hint) {
    return rule("tolerance: {relative: %s}".formatted(plain(share)), hint);
  }

  /** The part of a document that declares ties. */
  static String ties(Ties ties) {
    StringBuilder yaml = new StringBuilder("ties:\n");
    yaml.append("  kind: %s\n".formatted(ties.number().isEmpty() ? "top-k" : "row-number"));
    if (!ties.partition().isEmpty()) {
      yaml.append("  partition: [%s]\n".formatted(listed(ties.partition(), Remedies::name)));
    }
    yaml.append("  order: [%s]\n".formatted(listed(ties.order(), Remedies::order)));
    if (ties.k() > 0) {
      yaml.append("  k: %d\n".formatted(ties.k()));
    }
    if (!ties.number().isEmpty()) {
      yaml.append("  number: %s\n".formatted(name(ties.number())));
    }
    return yaml.toString();
  }

  /** With its direction, so that a name that ends like one is none. */
  private static String order(TieOrder by) {
    String text = "%s %s".formatted(by.column(), by.direction().name().toLowerCase(Locale.ROOT));
    return isPlain(by.column()) ? text : quoted(text);
  }

  private static <T> String listed(List<T> some, Function<T, String> shown) {
    return some.stream().map(shown).collect(Collectors.joining(", "));
  }

  private Remedy rule(String rule, String hint) {
    return new Remedy("columns:\n  %s:\n    %s\n".formatted(name(column), rule), hint);
  }

  private static String name(String column) {
    return isPlain(column) ? column : quoted(column);
  }

  private static boolean isPlain(String column) {
    return PLAIN.matcher(column).matches() && !KEYWORD.matcher(column).matches();
  }

  /** In double quotes, with everything escaped that a line of YAML cannot hold. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.stripTrailingZeros();
    return stripped.scale() > 9
        ? stripped.unscaledValue() + "e" + -stripped.scale()
        : stripped.toPlainString();
  }
}
