package dev.bering.parity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.Counts;
import dev.bering.parity.Explanation.Kind;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.ToDoubleFunction;

/** Rules for two texts. */
final class TextRules {

  /** What {@code trim} of a comparison document takes away. */
  private static final String BLANKS = " \t\n\u000b\f\r\u00a0";

  private static final Set<String> TRUE = Set.of("true", "t", "yes", "y", "on", "1");
  private static final Set<String> FALSE = Set.of("false", "f", "no", "n", "off", "0");

  private static final Map<String, Charset> MISREADINGS =
      Map.of(
          "ISO 8859-1",
          StandardCharsets.ISO_8859_1,
          "Windows-1252",
          Charset.forName("windows-1252"));

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final ColumnCells column;
  private final List<Rule> rules = new ArrayList<>();

  private TextRules(ColumnCells column) {
    this.column = column;
  }

  static List<Rule> of(ColumnCells column) {
    return column.kind() == CellKind.TEXT ? new TextRules(column).all() : List.of();
  }

  private List<Rule> all() {
    for (Direction direction : Direction.values()) {
      padding(direction);
    }
    both(
        Kind.TRIM,
        "the sides differ only in blanks at the ends",
        (left, right) -> trimmed(left).equals(trimmed(right)),
        column.remedies().normaliser("trim", "a CHAR(n) column pads with blanks: rtrim(x)"));
    both(
        Kind.CASE,
        "the sides differ only in case",
        (left, right) -> left.toLowerCase(Locale.ROOT).equals(right.toLowerCase(Locale.ROOT)),
        column
            .remedies()
            .normaliser(
                "lower-case",
                "lower(x) or upper(x) on one side; a column that compares without case chooses any spelling"));
    both(
        Kind.UNICODE_FORM,
        "the sides differ only in Unicode form: composed against decomposed characters",
        (left, right) ->
            Normalizer.normalize(left, Form.NFC).equals(Normalizer.normalize(right, Form.NFC)),
        column.remedies().normaliser("unicode: nfc", "write one form, NFC, where texts come in"));
    both(
        Kind.BOOLEAN_TEXT,
        "the sides spell true and false differently",
        TextRules::areSameBoolean,
        column.remedies().normaliser("boolean-text", "cast(x AS boolean) before writing"));
    both(
        Kind.NUMBER_TEXT,
        "the sides spell the same number differently",
        TextRules::areSameNumber,
        Remedy.code(
            "cast to a number before comparing or joining; a number written as text has the form of its engine"));
    both(
        Kind.JSON_TEXT,
        "the sides spell the same JSON differently",
        TextRules::areSameJson,
        column
            .remedies()
            .normaliser("json", "keep the text as it came, or parse it into a struct"));
    for (Direction direction : Direction.values()) {
      encodings(direction);
      cut(direction);
    }
    return rules;
  }

  private void both(
      Kind kind, String sentence, BiPredicate<String, String> follows, Remedy remedy) {
    rules.add(
        Rule.general(
            kind,
            sentence,
            column.cells(),
            c -> c.arePresent() && follows.test(c.left().text(), c.right().text()),
            remedy));
  }

  private static String trimmed(String text) {
    int begin = 0;
    int end = text.length();
    while (begin < end && BLANKS.indexOf(text.charAt(begin)) >= 0) {
      begin++;
    }
    while (end > begin && BLANKS.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(begin, end);
  }

  private static boolean areSameBoolean(String left, String right) {
    String one = left.toLowerCase(Locale.ROOT);
    String other = right.toLowerCase(Locale.ROOT);
    return (TRUE.contains(one) && TRUE.contains(other))
        || (FALSE.contains(one) && FALSE.contains(other));
  }

  private static boolean areSameNumber(String left, String right) {
    Optional<BigDecimal> one = CellKind.number(left.strip());
    Optional<BigDecimal> other = CellKind.number(right.strip());
    return one.isPresent() && other.isPresent() && one.get().compareTo(other.get()) == 0;
  }

  private static boolean areSameJson(String left, String right) {
    if (!isJson(left) || !isJson(right)) {
      return false;
    }
    try {
      return JSON.readTree(left).equals(TextRules::compared, JSON.readTree(right));
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /** Objects and arrays: a bare number is no document to anybody. */
  private static boolean isJson(String text) {
    String stripped = text.strip();
    return stripped.startsWith("{") || stripped.startsWith("[");
  }

  private static int compared(JsonNode one, JsonNode other) {
    if (one.isNumber() && other.isNumber()) {
      return one.decimalValue().compareTo(other.decimalValue());
    }
    return one.equals(other) ? 0 : 1;
  }

  private void padding(Direction direction) {
    List<Cell> cells = direction.of(column.cells());
    int width =
        frequentLength(
            cells,
            c -> c.left().text().length() < c.right().text().length() ? length(c) : Double.NaN);
    String sentence = "%s is %s padded with %s to %s";
    rules.add(
        Rule.fitted(
            Kind.PADDING,
            sentence.formatted(
                direction.result(), direction.source(), "blanks", Counts.of(width, "character")),
            cells,
            c ->
                c.arePresent()
                    && length(c) == width
                    && c.right()
                        .text()
                        .equals(
                            c.left().text()
                                + " ".repeat(Math.max(0, width - c.left().text().length()))),
            column.remedies().normaliser("trim", "a CHAR(n) column pads with blanks: rtrim(x)")));
    rules.add(
        Rule.fitted(
            Kind.PADDING,
            sentence.formatted(
                direction.result(), direction.source(), "zeros", Counts.of(width, "character")),
            cells,
            c ->
                c.arePresent()
                    && length(c) == width
                    && c.right()
                        .text()
                        .equals(
                            "0".repeat(Math.max(0, width - c.left().text().length()))
                                + c.left().text()),
            Remedy.code(
                "lpad(x, %d, '0'); a cast to a number and back takes leading zeros away"
                    .formatted(width))));
  }

  private void cut(Direction direction) {
    List<Cell> cells = direction.of(column.cells());
    int width =
        frequentLength(
            cells, c -> c.left().text().startsWith(c.right().text()) ? length(c) : Double.NaN);
    if (width > 0) {
      rules.add(
          Rule.fitted(
              Kind.CUT_TEXT,
              "%s is %s cut to %s"
                  .formatted(direction.result(), direction.source(), Counts.of(width, "character")),
              cells,
              c ->
                  c.arePresent()
                      && length(c) == width
                      && c.left().text().startsWith(c.right().text()),
              Remedy.code(
                  "a VARCHAR(%d), or substring(x, 1, %d), on the way".formatted(width, width))));
    }
  }

  private static int length(Cell cell) {
    return cell.right().text().length();
  }

  private static int frequentLength(List<Cell> cells, ToDoubleFunction<Cell> length) {
    double found =
        NumberRules.mostFrequent(cells, c -> c.arePresent() ? length.applyAsDouble(c) : Double.NaN);
    return Double.isNaN(found) ? 0 : (int) found;
  }

  private void encodings(Direction direction) {
    MISREADINGS.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            misreading ->
                rules.add(
                    Rule.general(
                        Kind.ENCODING,
                        "%s is the UTF-8 of %s read as %s"
                            .formatted(direction.result(), direction.source(), misreading.getKey()),
                        direction.of(column.cells()),
                        c ->
                            c.arePresent()
                                && new String(
                                        c.left().text().getBytes(StandardCharsets.UTF_8),
                                        misreading.getValue())
                                    .equals(c.right().text()),
                        Remedy.code(
                            "read the file as UTF-8: option encoding of the reader, or of the connection"))));
    rules.add(
        Rule.general(
            Kind.ENCODING,
            "%s has ? or \ufffd where %s has letters beyond ASCII"
                .formatted(direction.result(), direction.source()),
            direction.of(column.cells()),
            c -> c.arePresent() && isLossy(c.left().text(), c.right().text()),
            Remedy.code(
                "letters are lost for good where a text is written in an encoding that lacks them: write UTF-8")));
  }

  private static boolean isLossy(String left, String right) {
    return right.indexOf('?') >= 0 && left.replaceAll("[^\\x00-\\x7f]", "?").equals(right)
        || right.indexOf('\ufffd') >= 0
            && left.replaceAll("[^\\x00-\\x7f]", "\ufffd").equals(right);
  }
}
