package dev.bering.examples.platform;

import java.util.List;

/** The services that the platform monitors. What is not among them has no owner. */
final class Inventory {

  /** The service that the log is of. */
  static final String SSH = "ssh";

  private Inventory() {}

  static List<InventoryRow> rows() {
    return List.of(
        new InventoryRow("http", "web", 1, 2, 4),
        new InventoryRow("http_443", "web", 1, 2, 4),
        new InventoryRow("smtp", "mail", 1, 3, 5),
        new InventoryRow("pop_3", "mail", 2, 3, 5),
        new InventoryRow("imap4", "mail", 2, 3, 5),
        new InventoryRow(SSH, "operations", 1, 0, 0),
        new InventoryRow("telnet", "operations", 1, 0, 0),
        new InventoryRow("domain_u", "network", 1, 5, 6),
        new InventoryRow("domain", "network", 1, 5, 6),
        new InventoryRow("ntp_u", "network", 3, 5, 6),
        new InventoryRow("ecr_i", "network", 3, 5, 6),
        new InventoryRow("eco_i", "network", 3, 5, 6),
        new InventoryRow("ftp", "exchange", 2, 22, 24),
        new InventoryRow("ftp_data", "exchange", 2, 22, 24),
        new InventoryRow("private", "exchange", 3, 22, 24),
        new InventoryRow("sql_net", "data", 1, 1, 2),
        new InventoryRow("finger", "workplace", 4, 0, 0),
        new InventoryRow("auth", "workplace", 4, 0, 0));
  }
}
