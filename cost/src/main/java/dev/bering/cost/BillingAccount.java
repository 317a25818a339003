package dev.bering.cost;

import java.util.Optional;

/** Who is billed by whom: what has a bill of its own each month. Empty where bills do not say. */
record BillingAccount(Optional<String> provider, Optional<String> account) {}
