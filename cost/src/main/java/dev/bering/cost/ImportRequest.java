package dev.bering.cost;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be imported.
 *
 * @param places files and folders of bills
 * @param prices files and folders of list prices of Databricks; they may also be among the places
 * @param kind what all bills have to be; told by their columns if empty
 */
public record ImportRequest(
    List<Path> places, List<Path> prices, Optional<BillKind> kind, Set<Choice> choices) {

  /** What is not done unless it is asked for. */
  public enum Choice {
    /** Refuse what is odd, not only what is wrong. */
    STRICT,
    /** Take the files that are given for the whole of a bill of which more files are known. */
    REPLACE,
    /** Leave rows out that have no price, and say so in the bill. */
    LEAVE_OUT_UNPRICED
  }

  public ImportRequest {
    places = List.copyOf(places);
    prices = List.copyOf(prices);
    choices = Set.copyOf(choices);
  }

  boolean asks(Choice choice) {
    return choices.contains(choice);
  }
}
