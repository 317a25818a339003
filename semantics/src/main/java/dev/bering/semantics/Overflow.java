package dev.bering.semantics;

/** Whole numbers beyond their type. Spark 4 fails where these go on with another number. */
public final class Overflow {

  private Overflow() {}

  /** 2147483647 + 1 is -2147483648. */
  @BehavesAs({"Hive", "Spark 3 without ANSI", "Java", "C# unchecked"})
  public static int wrappingSum(int one, int other) {
    return one + other;
  }

  /** 9223372036854775807 + 1 is -9223372036854775808. */
  @BehavesAs({"Hive", "Spark 3 without ANSI", "Java", "C# unchecked"})
  public static long wrappingSum(long one, long other) {
    return one + other;
  }

  /** 2147483647 * 2 is -2. */
  @BehavesAs({"Hive", "Spark 3 without ANSI", "Java", "C# unchecked"})
  public static int wrappingProduct(int one, int other) {
    return one * other;
  }

  /** 9223372036854775807 * 2 is -2. */
  @BehavesAs({"Hive", "Spark 3 without ANSI", "Java", "C# unchecked"})
  public static long wrappingProduct(long one, long other) {
    return one * other;
  }

  /** The lower 32 bits: 4294967297 is 1. */
  @BehavesAs({"Hive", "Spark 3 without ANSI", "Java", "C# unchecked"})
  public static int narrowed(long value) {
    return (int) value;
  }

  /** Cut off, at most the largest or smallest int; NaN is 0. */
  @BehavesAs({"Spark 3 without ANSI", "Java"})
  public static int saturated(double value) {
    return (int) value;
  }
}
