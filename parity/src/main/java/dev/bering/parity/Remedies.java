package dev.bering.parity;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Parts of a comparison document that concern one column. */
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

  private Remedy rule(String rule, String hint) {
    return new Remedy("columns:\n  %s:\n    %s\n".formatted(name(), rule), hint);
  }

  private String name() {
    return PLAIN.matcher(column).matches() && !KEYWORD.matcher(column).matches()
        ? column
        : quoted(column);
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
