package dev.bering.cost;

/** Which of a charge's costs counts. */
public enum Basis {
  /** At public prices, without any discount. */
  LIST,
  /** After discounts, with what was paid in advance spread over its time. */
  EFFECTIVE,
  /** As invoiced in that month. */
  BILLED
}
