package dev.bering.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.engine.DuckDbEngine;
import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import dev.bering.model.UserException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BillStoreTest {

  private static Engine engine;

  @TempDir private Path root;

  @BeforeAll
  static void open() {
    engine = DuckDbEngine.open();
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void aBillIsReadAsItWasWritten() {
    BillStore store = BillStore.at(root.resolve("bills"));
    Bill march = bill("aws_111122223333_2026-03", "12.345678901234");
    Bill april = bill("aws_111122223333_2026-04", "0.1");
    store.write(engine, april, charge(april));
    store.write(engine, march, charge(march));
    assertThat(store.bills(engine)).containsExactly(march, april);
    assertThat(
            engine.query(
                "SELECT sum(EffectiveCost) FROM %s AS charges".formatted(store.charges()),
                row -> row.string(0)))
        .containsExactly("12.445678901234");
  }

  @Test
  void chargesHaveTheColumnsThatArePromised() {
    BillStore store = BillStore.at(root);
    Bill bill = bill("aws_111122223333_2026-03", "1");
    store.write(engine, bill, charge(bill));
    assertThat(
            engine.query(
                "SELECT column_name, column_type FROM (DESCRIBE FROM %s)"
                    .formatted(store.charges()),
                row -> row.string(0) + " " + row.string(1).replace(", ", ",")))
        .isEqualTo(
            Arrays.stream(ChargeColumn.values())
                .map(column -> column.text() + " " + column.type().sql().replace(", ", ","))
                .toList());
  }

  @Test
  void aBillThatDoesNotAddUpIsNotWritten() throws IOException {
    BillStore store = BillStore.at(root);
    Bill old = bill("aws_111122223333_2026-03", "1");
    store.write(engine, old, charge(old));
    assertThatThrownBy(
            () -> store.write(engine, bill(old.name(), "2"), charge(bill(old.name(), "3"))))
        .isInstanceOf(IllegalStateException.class);
    assertThat(store.bills(engine)).containsExactly(old);
    try (var files = Files.list(root.resolve("charges"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void whatKilledWritersLeftIsRemovedAndIsNoBill() throws IOException {
    BillStore store = BillStore.at(root);
    Bill bill = bill("aws_111122223333_2026-03", "1");
    store.write(engine, bill, charge(bill));
    Path left = root.resolve("charges/.aws_111122223333_2026-03.x.part");
    Files.writeString(left, "PAR1 and no more");
    assertThat(store.bills(engine)).containsExactly(bill);
    store.lock().close();
    assertThat(left).doesNotExist();
    assertThat(store.bills(engine)).containsExactly(bill);
  }

  @Test
  void oneWritesAtATime() {
    BillStore store = BillStore.at(root);
    try (BillStore.Lock held = store.lock()) {
      assertThat(held).isNotNull();
      assertThatThrownBy(() -> BillStore.at(root).lock())
          .isInstanceOf(UserException.class)
          .hasMessage(
              "Cannot write bills in %s: another import or estimate writes there.".formatted(root));
    }
    store.lock().close();
  }

  @Test
  void everyFileThatIsNoBillIsNamed() throws IOException {
    Path charges = Files.createDirectories(root.resolve("charges"));
    Files.writeString(charges.resolve("cut.parquet"), "PAR1");
    engine.execute(
        "COPY (SELECT 1 AS a) TO %s (FORMAT parquet)"
            .formatted(Sql.file(charges.resolve("foreign.parquet"))));
    engine.execute(
        "COPY (SELECT 1 AS a) TO %s (FORMAT parquet, KV_METADATA {bering: '{\"format\":9}'})"
            .formatted(Sql.file(charges.resolve("newer.parquet"))));
    assertThatThrownBy(() -> BillStore.at(root).bills(engine))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot read bill %1$s/cut.parquet: it is no whole Parquet file.
            Cannot read bill %1$s/foreign.parquet: it does not say which bill it is.
            Cannot read bill %1$s/newer.parquet: it has format 9, and this Bering reads format 1."""
                .formatted(charges));
  }

  @Test
  void aFolderWithoutBillsHasNoCharges() {
    BillStore store = BillStore.at(root.resolve("none"));
    assertThat(store.bills(engine)).isEmpty();
    assertThatThrownBy(store::charges)
        .isInstanceOf(UserException.class)
        .hasMessage("Cannot read bills in %s: there is none.".formatted(root.resolve("none")));
  }

  private static Bill bill(String name, String cost) {
    BigDecimal money = new BigDecimal(cost).setScale(12);
    return new Bill(
        name,
        "AWS",
        "111122223333",
        YearMonth.parse(name.substring(name.length() - 7)),
        BillKind.CUR2,
        List.of(new BillFile("it's.csv", 17, "0".repeat(64), 1, BillFile.Role.ROWS)),
        1,
        List.of(new BillTotal("USD", money, money, money, money)),
        List.of(1),
        List.of(new BillNote(Oddity.GAP, 2, "no charges of AmazonS3 on 2026-03-02")),
        Instant.parse("2026-04-02T03:04:05.678Z"));
  }

  private static String charge(Bill bill) {
    String cost = bill.totals().get(0).billed().toPlainString();
    Map<String, String> values =
        Map.of(
            "BilledCost", cost,
            "EffectiveCost", cost,
            "ListCost", cost,
            "ContractedCost", cost,
            "BillingCurrency", "'USD'",
            "x_Bill", Sql.literal(bill.name()));
    return Arrays.stream(ChargeColumn.values())
        .map(
            column ->
                values.getOrDefault(column.text(), "NULL") + " AS " + Sql.identifier(column.text()))
        .collect(Collectors.joining(", ", "SELECT ", ""));
  }
}
