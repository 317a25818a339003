package dev.bering.app;

import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Whether a comparison is to be tested instead of carried out. */
final class SelfTestOption {

  private static final String CODE = "DIFF_SELF_TEST_OPTION";

  @Option(
      names = "--self-test",
      description =
          "Plant differences into a copy of LEFT, within the engine, and show which of them this"
              + " declaration catches; 6 if one is missed that it should catch.")
  private boolean asked;

  boolean isAsked() {
    return asked;
  }

  /** What cannot be asked for together with it. */
  List<Problem> problems(
      SetOptions sets, NoiseOptions noise, ReportOptions reports) {
    List<Problem> problems = new ArrayList<>();
    if (asked && (sets.areGiven() || noise.areGiven() || reports.areGiven())) {
      problems.add(
          new Problem(
              CODE,
              "Cannot test the comparison: the self-test has a table of its own, and knows no sets, noise or reports.",
              "leave out --self-test, or --as-set, --noise, --noise-new, --html, --junit and"
                  + " --save"));
    }
    return problems;
  }
}
