package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.engine.DuckDbEngine;
import dev.bering.model.ExitCode;
import dev.bering.model.UserException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BillFilesTest {

  @TempDir private Path root;

  private String changed(String file) {
    return "Cannot read bills in %s: while they were read, %s changed."
        .formatted(root.resolve("bills"), file);
  }

  @Test
  void aBillThatIsReplacedWhileItIsReadIsNoAnswer() {
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      BillFolder folder = new BillFolder(root, engine);
      folder.run(folder.csv("a.csv", BillFolder.focus("ProviderName=Lake", "EffectiveCost=1")));
      BillFiles files = BillFiles.of(folder.store());
      Attribution attribution = Attribution.of(engine, files, List.of(), AttributionRules.DEFAULT);
      assertThat(attribution.trace(cost -> true, Basis.EFFECTIVE, 10).charges()).hasSize(1);

      folder.run(folder.csv("a.csv", BillFolder.focus("ProviderName=Lake", "EffectiveCost=2")));
      assertThatThrownBy(() -> attribution.trace(cost -> true, Basis.EFFECTIVE, 10))
          .isInstanceOf(UserException.class)
          .hasMessage(changed("lake_b-1_2026-03.parquet"))
          .extracting(e -> ((UserException) e).exitCode())
          .isEqualTo(ExitCode.TEMPORARY);
      assertThatThrownBy(() -> Attribution.of(engine, files, List.of(), AttributionRules.DEFAULT))
          .hasMessage(changed("lake_b-1_2026-03.parquet"));
      assertThatThrownBy(
              () ->
                  files.steady(
                      () -> {
                        throw new IllegalStateException("parts sum to 1 and charges to 2");
                      }))
          .isInstanceOf(UserException.class)
          .hasRootCauseMessage("parts sum to 1 and charges to 2");
    }
  }

  @Test
  void aBillThatComesWhileOthersAreReadIsNoAnswer() {
    try (DuckDbEngine engine = DuckDbEngine.open()) {
      BillFolder folder = new BillFolder(root, engine);
      BillFiles files = BillFiles.of(folder.store());
      Path bill = folder.csv("a.csv", BillFolder.focus("ProviderName=Lake", "BillingAccountId=7"));
      assertThatThrownBy(() -> files.steady(() -> folder.run(bill)))
          .hasMessage(changed("lake_7_2026-03.parquet"));
    }
  }

  @Test
  void defectsOfUnchangedBillsStayDefects() {
    BillFiles files = BillFiles.of(BillStore.at(root));
    assertThat(files.steady(() -> 7)).isEqualTo(7);
    assertThatThrownBy(
            () ->
                files.steady(
                    () -> {
                      throw new IllegalStateException("a defect");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a defect");
  }
}
