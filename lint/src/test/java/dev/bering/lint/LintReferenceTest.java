package dev.bering.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The reference of the rules is what the rules say of themselves. With the environment variable
 * {@code BERING_WRITE_DOCS=yes} this writes it anew.
 */
class LintReferenceTest {

  private static final Path FILE =
      Path.of(System.getProperty("bering.root"), "docs/reference/lint.md");

  private static final String HEAD =
      """
      # The rules of bering lint

      `bering lint FILE.sql...` points at SQL that engines answer differently. It reads text only and knows no tables; what it takes for harmless is part of each rule. Findings are `file:line:column: RULE excerpt: what differs`, followed by what to write instead.

      | exit code | meaning |
      |---|---|
      | 0 | nothing was found |
      | 1 | something was found |
      | 2 | a statement could not be parsed; the others were read |
      | 3 | a file could not be read |

      `--from ENGINE` leaves out rules about other engines. With Hive, Spark 3, MySQL and BigQuery alone it also reads a backslash in a text as an escape; with T-SQL alone, square brackets as quotes of names.

      `--unique COLUMN` names columns whose values differ in every row; an order that includes one is total.

      A comment allows one rule on its own line and on the line after it, for a reason:

      ```sql
      -- bering:allow DIVISION because the count is above zero
      SELECT total / hits FROM t
      ```

      """;

  @Test
  void saysWhatEveryRuleSaysOfItself() throws IOException {
    StringBuilder reference = new StringBuilder(HEAD);
    for (Rule rule : Rule.values()) {
      reference.append("## %s\n\n".formatted(rule));
      reference.append("%s.\n\n".formatted(capital(rule.differs())));
      reference.append("Instead: %s.\n\n".formatted(rule.instead()));
      if (!rule.dialects().equals(Dialect.all())) {
        reference.append(
            "Left out where `--from` names none of %s.\n\n"
                .formatted(
                    rule.dialects().stream()
                        .map(Dialect::name)
                        .sorted()
                        .collect(Collectors.joining(", "))));
      }
      RulesTest.cases()
          .filter(given -> given.rule() == rule)
          .findFirst()
          .ifPresent(
              given ->
                  reference.append(
                      "```sql\n-- found\n%s\n-- left\n%s\n```\n\n"
                          .formatted(given.trap(), given.twin())));
    }
    String text = reference.toString().stripTrailing() + "\n";
    if ("yes".equals(System.getenv("BERING_WRITE_DOCS"))) {
      Files.writeString(FILE, text);
    }
    assertThat(Files.readString(FILE)).isEqualToNormalizingNewlines(text);
  }

  private static String capital(String sentence) {
    return sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
  }
}
