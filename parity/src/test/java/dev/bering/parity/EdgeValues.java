package dev.bering.parity;

import java.util.List;

/** Values that have gone wrong somewhere before, as texts that SQL casts to their type. */
public final class EdgeValues {

  public static final List<String> INTEGERS =
      List.of("NULL", "0", "-1", "1", "2147483647", "-2147483648");

  /** Around where doubles stop counting, and the value that hashes like null. */
  public static final List<String> BIGINTS =
      List.of(
          "NULL",
          "0",
          "-1",
          "9007199254740992",
          "9007199254740993",
          "-2930909409056394622",
          "9223372036854775807",
          "-9223372036854775808");

  public static final List<String> DOUBLES =
      List.of(
          "NULL",
          "0.0",
          "-0.0",
          "nan",
          "inf",
          "-inf",
          "1e308",
          "-1e308",
          "5e-324",
          "0.1",
          "0.105",
          "0.30000000000000004",
          "0.3",
          "-4.645812804824922e+112");

  private EdgeValues() {}
}
