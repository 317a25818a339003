package dev.bering.cost;

import dev.bering.cost.BillFinder.Found;
import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A file with its charges.
 *
 * @param select the charges, as SQL
 */
record BillPart(BillSource source, BillKind kind, String select) {

  Found file() {
    return source.file();
  }

  String from() {
    return "(%s)".formatted(select);
  }

  /** The charges of several files. */
  static String union(Collection<BillPart> parts) {
    return parts.stream()
        .map(BillPart::select)
        .collect(Collectors.joining("\nUNION ALL BY NAME\n"));
  }
}
