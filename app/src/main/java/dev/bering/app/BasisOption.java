package dev.bering.app;

import dev.bering.cost.Basis;
import picocli.CommandLine.Option;

/** Which of a charge's costs counts. */
final class BasisOption {

  @Option(
      names = "--basis",
      paramLabel = "BASIS",
      defaultValue = "effective",
      description =
          "list (public prices), effective (after discounts, prepaid spread) or billed (as"
              + " invoiced); ${DEFAULT-VALUE} unless given.")
  private Basis basis = Basis.EFFECTIVE;

  Basis basis() {
    return basis;
  }
}
