package dev.bering.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostImportCommandTest {

  private static final String HEADER =
      "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingCurrency,BillingAccountId,"
          + "BillingPeriodStart,BillingPeriodEnd,ChargePeriodStart,ChargePeriodEnd,"
          + "ChargeCategory,ServiceName,ProviderName\n";

  @TempDir private Path folder;

  private Path bill(String... costs) throws IOException {
    StringBuilder text = new StringBuilder(HEADER);
    for (String cost : costs) {
      text.append(
          "%1$s,%1$s,%1$s,%1$s,USD,42,2026-03-01T00:00:00Z,2026-04-01T00:00:00Z,".formatted(cost)
              + "2026-03-01T00:00:00Z,2026-03-02T00:00:00Z,Usage,Lake,Acme\n");
    }
    return Files.writeString(folder.resolve("focus.csv"), text.toString());
  }

  @Test
  void importSaysWhatBecameOfEachBill() throws IOException {
    Path bills = folder.resolve("bills");
    Path bill = bill("10.005", "-1");
    Cli planned = Cli.run("cost", "import", bill, "--into", bills, "--dry-run");
    assertThat(planned.err()).isEmpty();
    assertThat(planned.out())
        .isEqualTo(
            """
            +  acme_42_2026-03  FOCUS  2 rows  9.01 USD  new
            note: acme_42_2026-03: 1 row of usage with a negative cost: focus.csv row 2
            1 bill would be written to %s
            """
                .formatted(bills));
    assertThat(bills).doesNotExist();
    assertThat(Cli.run("cost", "import", bill, "--into", bills).out())
        .endsWith("written to " + bills + "\n");
    assertThat(Cli.run("cost", "import", bill, "--into", bills).out())
        .startsWith(
            "=  acme_42_2026-03  FOCUS  2 rows  9.01 USD  unchanged: imported from the same files"
                + " before\n")
        .endsWith("0 bills written to " + bills + "\n");
    bill("12");
    assertThat(Cli.run("cost", "import", bill, "--into", bills).out())
        .isEqualTo(
            """
            *  acme_42_2026-03  FOCUS  1 row  12.00 USD  replaces 2 rows, effective cost +3.00 USD
            1 bill written to %s
            """
                .formatted(bills));
    assertThat(Cli.run("cost", "bills", bills).out())
        .isEqualTo(
            """
            provider  account  month    from   files  rows  billed     effective  list
            Acme      42       2026-03  FOCUS  1      1     12.00 USD  12.00 USD  12.00 USD
            """);
    assertThat(Cli.run("cost", "bills", bills, "--json").out())
        .contains("\"month\" : \"2026-03\"", "\"effective\" : 12.000000000000");
  }

  @Test
  void whatIsOddEndsAStrictImport() throws IOException {
    Cli strict = Cli.run("cost", "import", bill("-1"), "--into", folder.resolve("b"), "--strict");
    assertThat(strict.exitCode()).isEqualTo(3);
    assertThat(strict.err())
        .isEqualTo(
            """
            Cannot import bill acme_42_2026-03 strictly: 1 row of usage with a negative cost: focus.csv row 1.
            hint: look at it, then import without --strict to keep it with a note
            """);
  }

  @Test
  void aFolderWithoutBillsAndAFileAreRefused() throws IOException {
    for (Path place : List.of(folder.resolve("none"), bill("1"))) {
      Cli none = Cli.run("cost", "bills", place);
      assertThat(none.out()).isEmpty();
      assertThat(none.err())
          .isEqualTo(
              """
              Cannot read bills in %1$s: there is none.
              hint: import some with 'bering cost import BILL... --into %1$s'
              """
                  .formatted(place));
      assertThat(none.exitCode()).isEqualTo(3);
    }
  }
}
