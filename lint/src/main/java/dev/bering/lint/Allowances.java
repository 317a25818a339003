package dev.bering.lint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The comments {@code -- bering:allow RULE because REASON}. One covers the findings of its rule on
 * its own line and on the line after it.
 */
final class Allowances {

  private static final Pattern MARK = Pattern.compile("\\s*bering:allow\\b(.*)", Pattern.DOTALL);
  private static final Pattern WHOLE =
      Pattern.compile("\\s+([A-Za-z_]+)\\s+because\\s+\\S.*", Pattern.DOTALL);

  private final String file;
  private final List<Allowance> allowances = new ArrayList<>();
  private final List<Finding> faults = new ArrayList<>();
  private final Set<Allowance> used = new HashSet<>();

  private record Allowance(Rule rule, Position at, String text) {}

  Allowances(String file, List<SqlText.Piece> comments) {
    this.file = file;
    for (SqlText.Piece comment : comments) {
      Matcher mark = MARK.matcher(comment.text());
      if (mark.matches()) {
        read(mark.group(1), comment);
      }
    }
  }

  private void read(String rest, SqlText.Piece comment) {
    Matcher whole = WHOLE.matcher(rest);
    Optional<Rule> rule = whole.matches() ? rule(whole.group(1)) : Optional.empty();
    String text = comment.text().strip();
    if (rule.isPresent()) {
      allowances.add(new Allowance(rule.get(), comment.at(), text));
    } else {
      faults.add(finding(Rule.ALLOW_REASON, comment.at(), text));
    }
  }

  private static Optional<Rule> rule(String name) {
    return Arrays.stream(Rule.values())
        .filter(rule -> rule.name().equals(name.toUpperCase(Locale.ROOT)))
        .findFirst();
  }

  boolean allow(Finding finding) {
    boolean allowed = false;
    for (Allowance allowance : allowances) {
      int below = finding.line() - allowance.at().line();
      if (allowance.rule() == finding.rule() && (below == 0 || below == 1)) {
        used.add(allowance);
        allowed = true;
      }
    }
    return allowed;
  }

  /** What is wrong with the allowances themselves; to be asked last. */
  List<Finding> faults() {
    var all = new ArrayList<>(faults);
    allowances.stream()
        .filter(allowance -> !used.contains(allowance))
        .forEach(
            allowance -> all.add(finding(Rule.ALLOW_UNUSED, allowance.at(), allowance.text())));
    return all;
  }

  private Finding finding(Rule rule, Position at, String text) {
    return new Finding(file, at.line(), at.column(), rule, text, rule.differs(), rule.instead());
  }
}
