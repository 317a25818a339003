package dev.bering.clone.jdbc;

import java.util.List;

/**
 * The rows whose key lies above one value and not above another, in the database's own order.
 * Values are as the database writes them.
 *
 * @param after one text for each column of the key; empty if there is no lower bound
 * @param upTo likewise; empty if there is no upper bound
 */
record KeyRange(List<String> after, List<String> upTo) {

  /** Every row. */
  static final KeyRange ALL = new KeyRange(List.of(), List.of());

  KeyRange {
    after = List.copyOf(after);
    upTo = List.copyOf(upTo);
  }

  KeyRange from(List<String> key) {
    return new KeyRange(key, upTo);
  }

  KeyRange to(List<String> key) {
    return new KeyRange(after, key);
  }
}
