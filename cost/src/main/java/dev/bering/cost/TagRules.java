package dev.bering.cost;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;

/**
 * How tags are checked.
 *
 * @param tags that are asked for
 * @param limitPercent how much of the cost of each currency may lack a tag, or have a wrong one
 * @param today the day on which job files are judged
 * @param shown how many resources are named for each tag and currency
 * @param doubts what is wrong with the bills themselves
 */
public record TagRules(
    List<TagRule> tags, BigDecimal limitPercent, LocalDate today, int shown, List<String> doubts) {

  public TagRules {
    tags = List.copyOf(tags);
    doubts = List.copyOf(doubts);
  }
}
