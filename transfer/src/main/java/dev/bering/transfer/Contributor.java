package dev.bering.transfer;

import java.util.List;

/**
 * One of those who contributed.
 *
 * @param keys its values of the keys, as logs write them
 * @param sum what it contributed
 * @param samples in how many records
 */
public record Contributor(List<String> keys, long sum, long samples) {

  public Contributor {
    keys = List.copyOf(keys);
  }
}
