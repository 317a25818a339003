package dev.bering.cost;

import java.util.Objects;

/**
 * A file that a bill was read from.
 *
 * @param name the last part of its path
 * @param sha256 of its bytes, 64 lower-case digits
 * @param rows how many of its rows are of the bill; none of a file of prices
 * @param role what it is to the bill
 */
public record BillFile(String name, long sizeBytes, String sha256, long rows, Role role) {

  /** What a file is to a bill. */
  public enum Role {
    /** It holds rows of the bill. */
    ROWS,
    /** It holds prices that rows were multiplied with. */
    PRICES
  }

  public BillFile {
    Objects.requireNonNull(name, "name is null");
    Objects.requireNonNull(sha256, "sha256 is null");
    Objects.requireNonNull(role, "role is null");
  }
}
