package dev.bering.cost;

import java.util.Locale;
import java.util.Optional;

/** Who is billed by whom: what has a bill of its own each month. Empty where bills do not say. */
record BillingAccount(Optional<String> provider, Optional<String> account) {

  /** The same for all spellings of a provider, as names of bills are. */
  BillingAccount plain() {
    return new BillingAccount(provider.map(BillingAccount::slug), account);
  }

  /** What names of bills call a provider, however it is spelt. */
  static String slug(String provider) {
    String name = provider.toLowerCase(Locale.ROOT);
    return name.equals("amazon") || name.startsWith("amazon web services") ? "aws" : name;
  }
}
