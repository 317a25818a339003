package dev.bering.semantics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubstringTest {

  @ParameterizedTest
  @CsvSource({
    // position, length, Spark, standard
    "1, 2, he, he",
    "0, 2, he, h",
    "-3, 2, ll, ''",
    "-3, 5, llo, h",
    "-9, 6, he, ''",
    "4, 9, lo, lo",
    "9, 1, '', ''",
    "2, 0, '', ''",
    "2147483647, 2147483647, '', ''",
    "-2147483648, 2147483647, hell, ''",
  })
  void partsOfHello(int position, int length, String spark, String standard) {
    assertThat(Substring.spark("hello", position, length)).isEqualTo(spark);
    assertThat(Substring.standard("hello", position, length)).isEqualTo(standard);
  }

  @Test
  void sqlCountsCharactersAndCSharpUnits() {
    String text = "a\uD83D\uDE00b";

    assertThat(Substring.spark(text, 3, 1)).isEqualTo("b");
    assertThat(Substring.standard(text, 2, 1)).isEqualTo("\uD83D\uDE00");
    assertThat(Substring.zeroBased(text, 3, 1)).isEqualTo("b");
  }

  @Test
  void partsThatTheEnginesRefuseAreRefused() {
    assertThat(Substring.spark("hello", 2, -1)).isEmpty();
    assertThatThrownBy(() -> Substring.standard("hello", 2, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("negative length -1");
    assertThatThrownBy(() -> Substring.zeroBased("hello", 4, 2))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("Range [4, 4 + 2) out of bounds for length 5");
  }
}
