package dev.bering.parity;

import java.util.List;

/**
 * A value that differs. Values are as SQL prints them, texts in single quotes, so that {@code 'x '}
 * and {@code NULL} can be told from {@code 'x'} and {@code 'NULL'}.
 *
 * @param key the values of the key columns
 */
public record CellSample(List<String> key, String left, String right) {
  public CellSample {
    key = List.copyOf(key);
  }
}
