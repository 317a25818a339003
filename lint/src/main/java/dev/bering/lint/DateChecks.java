package dev.bering.lint;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.expression.Function;

/** Letters and counts of dates that changed their meaning. */
final class DateChecks implements Check {

  private static final Set<String> PATTERNED =
      Set.of(
          "date_format",
          "to_date",
          "to_timestamp",
          "unix_timestamp",
          "to_unix_timestamp",
          "from_unixtime",
          "try_to_timestamp",
          "try_to_date");
  private static final Pattern QUOTED = Pattern.compile("'[^']*'");
  private static final Pattern CHANGED = Pattern.compile("[YuecWFAnNp]");

  @Override
  public void look(Object part, Findings findings) {
    if (!(part instanceof Function function)) {
      return;
    }
    List<? extends Expression> parameters = Expressions.parameters(function);
    if (PATTERNED.contains(Expressions.name(function)) && parameters.size() == 2) {
      Expressions.text(parameters.get(1))
          .filter(DateChecks::isChanged)
          .ifPresent(pattern -> findings.add(Rule.DATE_PATTERN, function));
    }
    if (Expressions.name(function).equals("datediff") && parameters.size() == 3) {
      findings.add(Rule.DATE_DIFFERENCE, function);
    }
  }

  private static boolean isChanged(String pattern) {
    String letters = QUOTED.matcher(pattern.replace("''", "'")).replaceAll("");
    boolean halfDay = letters.contains("h") && !letters.contains("a");
    return CHANGED.matcher(letters).find() || halfDay;
  }
}
