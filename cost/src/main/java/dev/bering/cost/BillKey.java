package dev.bering.cost;

import dev.bering.engine.Sql;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.UUID;

/** A bill as sources name it. */
record BillKey(String slug, String account, String month) {

  String name() {
    return "%s_%s_%s".formatted(safe(slug), safe(account), month);
  }

  /** As a part of a name of a file; two that differ stay apart. */
  private static String safe(String text) {
    if (text.matches("[A-Za-z0-9][A-Za-z0-9.-]{0,79}")) {
      return text;
    }
    String plain = text.replaceAll("[^A-Za-z0-9.-]+", "-").replaceAll("^[-.]+", "");
    UUID id = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
    return (plain.length() > 60 ? plain.substring(0, 60) : plain)
        + "-"
        + id.toString().substring(0, 8);
  }

  String where() {
    YearMonth begins = YearMonth.parse(month);
    return "%s = %s AND BillingAccountId = %s AND BillingPeriodStart >= DATE '%s' AND BillingPeriodStart < DATE '%s'"
        .formatted(
            ChargeSql.SLUG,
            Sql.literal(slug),
            Sql.literal(account),
            begins.atDay(1),
            begins.plusMonths(1).atDay(1));
  }
}
