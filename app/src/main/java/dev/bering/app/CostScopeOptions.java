package dev.bering.app;

import dev.bering.cost.Basis;
import dev.bering.model.Problem;
import java.util.List;
import picocli.CommandLine.Mixin;

/** Which charges count, and which of their costs. */
final class CostScopeOptions {

  @Mixin private BasisOption basis = new BasisOption();

  @Mixin private CostTimeOptions time = new CostTimeOptions();

  Basis basis() {
    return basis.basis();
  }

  /** The time that is asked for; what is wrong with it is added to {@code problems}. */
  CostTimeOptions.Time time(List<Problem> problems) {
    return time.time(problems);
  }
}
