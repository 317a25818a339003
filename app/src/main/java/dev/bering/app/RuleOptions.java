package dev.bering.app;

import dev.bering.lint.Dialect;
import dev.bering.lint.LintOptions;
import dev.bering.lint.Rule;
import java.util.LinkedHashSet;
import java.util.List;
import picocli.CommandLine.Option;

/** What a lint looks for. */
final class RuleOptions {

  @Option(
      names = "--from",
      split = ",",
      paramLabel = "ENGINE",
      description =
          "Engines that the original was written for; rules about others are left out. One of"
              + " ${COMPLETION-CANDIDATES} (default: all).")
  private List<Dialect> from = List.of();

  @Option(
      names = "--unique",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns whose values differ in every row: an order with one is total.")
  private List<String> unique = List.of();

  @Option(
      names = "--without",
      split = ",",
      paramLabel = "RULE",
      description = "Rules that are left out.")
  private List<Rule> without = List.of();

  LintOptions options() {
    return new LintOptions(
        new LinkedHashSet<>(from), new LinkedHashSet<>(without), new LinkedHashSet<>(unique));
  }
}
