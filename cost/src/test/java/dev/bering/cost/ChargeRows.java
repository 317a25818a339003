package dev.bering.cost;

import dev.bering.engine.Engine;
import dev.bering.engine.Sql;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Charges of a test, row by row, with all the columns of the contract. */
final class ChargeRows {

  private final List<Map<ChargeColumn, String>> rows = new ArrayList<>();

  /** A charge for some time on 2026-03-01; each word is {@code COLUMN=value}, or a tag. */
  ChargeRows add(String from, String until, String cost, String... words) {
    Map<ChargeColumn, String> row = new EnumMap<>(ChargeColumn.class);
    row.put(ChargeColumn.BILLED_COST, cost);
    row.put(ChargeColumn.EFFECTIVE_COST, cost);
    row.put(ChargeColumn.LIST_COST, cost);
    row.put(ChargeColumn.CONTRACTED_COST, cost);
    row.put(ChargeColumn.BILLING_CURRENCY, Sql.literal("USD"));
    row.put(ChargeColumn.CHARGE_PERIOD_START, time(from));
    row.put(ChargeColumn.CHARGE_PERIOD_END, time(until));
    row.put(ChargeColumn.CHARGE_CATEGORY, Sql.literal("Usage"));
    row.put(ChargeColumn.PROVIDER_NAME, Sql.literal("AWS"));
    row.put(ChargeColumn.SERVICE_NAME, Sql.literal("AmazonEC2"));
    row.put(ChargeColumn.BILL, Sql.literal("aws_1_2026-03"));
    row.put(ChargeColumn.FILE, Sql.literal("march.csv"));
    row.put(ChargeColumn.ROW, Integer.toString(rows.size() + 1));
    List<String> tags = new ArrayList<>();
    for (String word : words) {
      String name = word.substring(0, word.indexOf('='));
      String value = word.substring(word.indexOf('=') + 1);
      Arrays.stream(ChargeColumn.values())
          .filter(column -> column.text().equals(name))
          .findFirst()
          .ifPresentOrElse(
              column ->
                  row.put(
                      column, column.type() == ChargeColumn.Type.TEXT ? Sql.literal(value) : value),
              () -> tags.add(Sql.literal(name) + ": " + Sql.literal(value)));
    }
    if (!tags.isEmpty()) {
      row.put(ChargeColumn.TAGS, "MAP {" + String.join(", ", tags) + "}");
    }
    rows.add(row);
    return this;
  }

  private static String time(String text) {
    return Sql.literal(text.length() == 5 ? "2026-03-01 " + text + ":00" : text);
  }

  /** Puts them into a table. */
  String in(Engine engine) {
    String columns =
        Arrays.stream(ChargeColumn.values())
            .map(column -> Sql.identifier(column.text()) + " " + column.type().sql())
            .collect(Collectors.joining(", "));
    engine.execute("CREATE OR REPLACE TABLE charges (%s)".formatted(columns));
    for (int i = 0; i < rows.size(); i += 500) {
      engine.execute(
          "INSERT INTO charges VALUES "
              + rows.subList(i, Math.min(rows.size(), i + 500)).stream()
                  .map(
                      row ->
                          Arrays.stream(ChargeColumn.values())
                              .map(column -> row.getOrDefault(column, "NULL"))
                              .collect(Collectors.joining(", ", "(", ")")))
                  .collect(Collectors.joining(", ")));
    }
    return "charges";
  }
}
