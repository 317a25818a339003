package dev.bering.semantics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderTest {

  @Test
  void nullsStandWhereTheEnginePutsThem() {
    assertThat(sorted(NullOrder.SMALLEST.ascending())).isEqualTo("null 1 2");
    assertThat(sorted(NullOrder.SMALLEST.descending())).isEqualTo("2 1 null");
    assertThat(sorted(NullOrder.LARGEST.ascending())).isEqualTo("1 2 null");
    assertThat(sorted(NullOrder.LARGEST.descending())).isEqualTo("null 2 1");
    assertThat(sorted(NullOrder.LAST.ascending())).isEqualTo("1 2 null");
    assertThat(sorted(NullOrder.LAST.descending())).isEqualTo("2 1 null");
  }

  private static String sorted(Comparator<@Nullable Integer> order) {
    List<@Nullable Integer> values = Arrays.asList(2, null, 1);
    values.sort(order);
    return String.join(" ", values.stream().map(String::valueOf).toList());
  }

  @Test
  void textsAreEqualOrNot() {
    assertThat(TextComparison.binary("a", "a ")).isNegative();
    assertThat(TextComparison.padded("a", "a  ")).isZero();
    assertThat(TextComparison.padded("a", "A")).isPositive();
    assertThat(TextComparison.padded(" a", "a")).isNegative();
    assertThat(TextComparison.padded("a\t", "a")).isPositive();
    assertThat(TextComparison.paddedIgnoringCase("Grüße ", "GRÜSSE")).isZero();
    assertThat(TextComparison.paddedIgnoringCase("a", "b")).isNegative();
    assertThat(TextComparison.paddedOrder().compare("b", "a")).isPositive();
  }

  @Test
  void charactersBeyondTheBasicPlaneSortByBytesOrByUnits() {
    String last = "\uFFFD";
    String beyond = "\uD83D\uDE00";

    assertThat(TextComparison.binary(last, beyond)).isNegative();
    assertThat(TextComparison.utf16(last, beyond)).isPositive();
  }

  @Test
  void anEmptyTextIsNullInOracle() {
    assertThat(TextComparison.emptyIsNull("")).isEmpty();
    assertThat(TextComparison.emptyIsNull(" ")).contains(" ");
  }
}
