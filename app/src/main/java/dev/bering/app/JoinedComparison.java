package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.parity.AcceptedDifference;
import dev.bering.parity.ColumnRule;
import dev.bering.parity.ColumnRule.Treatment;
import dev.bering.parity.Comparison;
import dev.bering.parity.Matching;
import dev.bering.parity.Ties;
import dev.bering.parity.Tolerance;
import dev.bering.parity.Where;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A comparison that a file declares, with what options add to it. */
final class JoinedComparison {

  private final Comparison fromFile;
  private final Path file;
  private final List<Problem> problems;

  JoinedComparison(Comparison fromFile, Path file, List<Problem> problems) {
    this.fromFile = fromFile;
    this.file = file;
    this.problems = problems;
  }

  /** The file's comparison with what options add; where they contradict it there is a problem. */
  Comparison with(Comparison options) {
    keys(options);
    Where rows =
        new Where(
            joined("--left-where", fromFile.where().left(), options.where().left(), ""),
            joined("--right-where", fromFile.where().right(), options.where().right(), ""));
    List<String> partitions =
        joined("--partitions", fromFile.partitions(), options.partitions(), List.of());
    Comparison joined =
        fromFile
            .where(rows)
            .partitions(partitions.toArray(String[]::new))
            .ties(joined("--ties", fromFile.ties(), options.ties(), Ties.NONE));
    for (Map.Entry<String, ColumnRule> column : options.columns().entrySet()) {
      String name = column.getKey();
      joined = joined.with(name, rule(name, fromFile.rule(name), column.getValue()));
    }
    for (AcceptedDifference difference : options.accepted()) {
      joined = joined.accepting(difference);
    }
    return joined;
  }

  private void keys(Comparison options) {
    if (options.matching() == Matching.AS_MULTISET) {
      if (fromFile.matching() == Matching.BY_KEY) {
        contradicts("--keyless");
      }
    } else if (!options.keys().isEmpty()) {
      String inOptions = String.join(",", options.keys());
      if (!inOptions.equalsIgnoreCase(String.join(",", fromFile.keys()))) {
        contradicts("--key " + inOptions);
      }
    }
  }

  private ColumnRule rule(String name, ColumnRule inFile, ColumnRule inOptions) {
    ColumnRule rule =
        inFile
            .right(joined("--map of " + name, inFile.right(), inOptions.right(), ""))
            .tolerating(
                joined(
                    "--tolerance of " + name,
                    inFile.tolerance(),
                    inOptions.tolerance(),
                    Tolerance.NONE));
    rule =
        rule.normalisedBy(
            joined(
                "--normalise of " + name,
                inFile.normalisers(),
                inOptions.normalisers(),
                List.of()));
    Treatment treatment =
        joined(
            "--%s of %s".formatted(treatment(inOptions), name),
            inFile.treatment(),
            inOptions.treatment(),
            Treatment.COMPARED);
    return switch (treatment) {
      case COMPARED -> rule;
      case RANDOM_ID -> rule.randomId();
      case IGNORED ->
          rule.ignored(joined("--ignore of " + name, inFile.reason(), inOptions.reason(), ""));
    };
  }

  private static String treatment(ColumnRule rule) {
    return rule.treatment() == Treatment.RANDOM_ID ? "random-id" : "ignore";
  }

  private <T> T joined(String option, T inFile, T inOptions, T unsaid) {
    if (inOptions.equals(unsaid)) {
      return inFile;
    }
    if (!inFile.equals(unsaid) && !inFile.equals(inOptions)) {
      contradicts(option);
    }
    return inOptions;
  }

  private void contradicts(String option) {
    problems.add(
        new Problem(
            "DIFF_CONTRADICTS_FILE",
            "Cannot compare as %s and options say: %s contradicts the file."
                .formatted(file, option),
            "leave the option out, or change the file"));
  }
}
