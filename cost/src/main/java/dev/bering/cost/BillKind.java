package dev.bering.cost;

/** What a bill was read from. */
public enum BillKind {
  /** A cost and usage report of AWS, version 2.0. */
  CUR2("AWS CUR 2.0"),
  /** The system table {@code billing.usage} of Databricks, with list prices. */
  DATABRICKS("Databricks usage"),
  /** FOCUS 1.0 to 1.4, of any provider. */
  FOCUS("FOCUS");

  private final String text;

  BillKind(String text) {
    this.text = text;
  }

  /** For sentences. */
  public String text() {
    return text;
  }
}
