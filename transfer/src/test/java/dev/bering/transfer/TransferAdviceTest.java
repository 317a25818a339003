package dev.bering.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.bering.model.UserException;
import dev.bering.transfer.TransferAdvice.BreakEven;
import dev.bering.transfer.TransferAdvice.Load;
import dev.bering.transfer.TransferAdvice.Option;
import dev.bering.transfer.TransferAdvice.Standing;
import dev.bering.transfer.TransferAdvice.Term;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferAdviceTest {

  private static final PriceTable PRICES = PriceTable.standard();
  private static final Offset<Double> HALF = within(0.5);

  @TempDir private Path folder;

  /** As published figures count them: a GB of 10^9 bytes. */
  private static PriceTable decimal() {
    return new PriceTable(
        PRICES.date(),
        PRICES.region(),
        PRICES.currency(),
        1_000_000_000,
        PRICES.prices(),
        PRICES.limits(),
        PRICES.instances());
  }

  private static TransferAdvice advice(PriceTable prices, Load load) {
    return TransferAdvice.of(prices, load);
  }

  private static Load once(double bytes) {
    return new Load(bytes, Term.ONCE, 0, 1, Optional.empty());
  }

  private static Option option(TransferAdvice advice, String name) {
    return advice.options().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static double from(TransferAdvice advice, String name) {
    return advice.breakEvens().stream()
        .filter(one -> one.name().equals(name))
        .mapToDouble(BreakEven::gb)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void twoPetabytesCostWhatIsKnown() {
    TransferAdvice advice = advice(decimal(), once(2e15));
    assertThat(option(advice, "NAT gateway").data()).isCloseTo(90_000, HALF);
    assertThat(option(advice, "interface endpoint").data()).isCloseTo(16_000, HALF);
    assertThat(option(advice, "gateway endpoint").cost()).isZero();
    assertThat(option(advice, "c7gn.large").cost()).isCloseTo(161, HALF);
    assertThat(option(advice, "c7gn.large").days()).isCloseTo(37.0, within(0.05));
    assertThat(option(advice, "c7gn.8xlarge").cost()).isCloseTo(177.5, HALF);
    assertThat(option(advice, "c7gn.8xlarge").days()).isCloseTo(3.7, within(0.05));
  }

  /** 2 PB of 10^15 bytes are fewer GB of 2^30 bytes, which are what is billed; days stay. */
  @Test
  void aGbIsBilledAsItIsBilled() {
    TransferAdvice advice = advice(PRICES, once(2e15));
    assertThat(advice.gb()).isCloseTo(1_862_645, HALF);
    assertThat(option(advice, "NAT gateway").data()).isCloseTo(83_819, HALF);
    assertThat(option(advice, "c7gn.large").days()).isCloseTo(37.0, within(0.05));
  }

  @Test
  void fromWhenOnAWayIsWorthIt() {
    TransferAdvice advice = advice(PRICES, once(1e12));
    assertThat(from(advice, "c7gn.large")).isCloseTo(2_208, HALF);
    assertThat(from(advice, "c7gn.large with a gateway that stands by")).isCloseTo(2_938, HALF);
    assertThat(from(advice, "interface endpoint beside it")).isCloseTo(208.6, within(0.05));
    assertThat(from(advice, "c6gn.medium")).isZero();
  }

  @Test
  void aMachineThatDoesNotCarryWhatPassedIsRefused() {
    TransferAdvice advice = advice(PRICES, new Load(1e14, Term.MONTH, 6.5, 1, Optional.empty()));
    Option small = option(advice, "c7gn.large");
    assertThat(small.standing()).isEqualTo(Standing.REFUSED);
    assertThat(small.fact())
        .isEqualTo("in the busiest hundredth of the time 6.50 Gbit/s passed, and it carries 5.00");
    assertThat(option(advice, "r6in.8xlarge").standing()).isEqualTo(Standing.BEST);
    assertThat(option(advice, "r6in.8xlarge").hours()).isCloseTo(1_074.56, within(0.01));
  }

  @Test
  void aDeadlineTakesAsManyMachinesAsItTakes() {
    TransferAdvice advice = advice(decimal(), new Load(2e15, Term.ONCE, 0, 1, Optional.of(10.0)));
    assertThat(option(advice, "4 c7gn.large").days()).isCloseTo(9.26, within(0.01));
    TransferAdvice late = advice(decimal(), new Load(2e15, Term.ONCE, 0, 1, Optional.of(1.0)));
    assertThat(option(late, "NAT gateway").fact())
        .isEqualTo("it takes 1.9 days, and there are 1.0");
  }

  @Test
  void nothingIsBothCheaperAndFasterThanTheBest() {
    TransferAdvice advice = advice(PRICES, once(2e15));
    for (Option best : advice.options()) {
      if (best.standing() == Standing.BEST && best.condition().isEmpty()) {
        assertThat(advice.options())
            .filteredOn(one -> one.condition().isEmpty())
            .noneMatch(one -> one.cost() < best.cost() && one.days() < best.days());
      }
    }
    assertThat(advice.options())
        .filteredOn(one -> one.standing() == Standing.BEST)
        .extracting(Option::name)
        .contains("gateway endpoint", "c7gn.8xlarge", "NAT gateway");
  }

  @Test
  void aTableOfOnesOwnIsReadStrictly() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("prices.json"),
            """
            {"date": "2026-01-01", "region": "eu-west-1", "currency": "EUR", "bytesPerGb": 0,
             "prices": {"nat-gateway-gb": {"steps": [{"upTo": 10, "price": 1}]}},
             "instances": [{"type": "x", "gbps": 0, "month": 1}]}
            """);
    assertThatThrownBy(() -> PriceTable.read(file))
        .isInstanceOf(UserException.class)
        .hasMessageContaining(
            "Cannot read prices %s: it has no number 'bytesPerGb'.".formatted(file))
        .hasMessageContaining("it has no price 'nat-gateway-gb' from 0 on.")
        .hasMessageContaining("it has no limit 'nat-gateway-gbps' above 0.")
        .hasMessageContaining(
            "{\"type\":\"x\",\"gbps\":0,\"month\":1} is no instance with its gbps and month.");
    assertThat(PRICES.unverified())
        .containsExactly(
            "interface-endpoint-gb",
            "interface-endpoint-gbps",
            "nat-gateway-gbps",
            "rule-million-events",
            "rule-month");
  }
}
