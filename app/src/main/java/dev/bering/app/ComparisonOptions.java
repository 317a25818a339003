package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.parity.Comparison;
import dev.bering.parity.Normaliser;
import dev.bering.parity.SetComparison;
import dev.bering.parity.Ties;
import dev.bering.parity.Tolerance;
import dev.bering.parity.WhenEmpty;
import dev.bering.parity.Where;
import dev.bering.yaml.YamlFile;
import dev.bering.yaml.YamlKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Options that declare a comparison, alone or on top of a file. What the file says stands: options
 * may add to it and say the same again, and are refused if they contradict it; only {@code
 * --samples} and {@code --allow-empty} go over it.
 */
final class ComparisonOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--comparison",
      paramLabel = "FILE",
      description = "A YAML file that declares the comparison; options may add to it.")
  private Path file = Path.of("");

  @Option(
      names = "--key",
      split = ",",
      paramLabel = "COLUMN",
      description = "Columns that tell which row belongs to which; repeat or separate by commas.")
  private List<String> keys = List.of();

  @Option(
      names = "--keyless",
      description = "There is no key: every row must occur as often on both sides.")
  private boolean keyless;

  @Option(
      names = "--map",
      paramLabel = "LEFT=RIGHT",
      description = "A column that the right table calls by another name.")
  private List<String> mapped = List.of();

  @Option(
      names = "--left-where",
      paramLabel = "SQL",
      description = "Only rows of the left for which this condition holds.")
  private String leftWhere = "";

  @Option(
      names = "--right-where",
      paramLabel = "SQL",
      description = "Only rows of the right for which this condition holds.")
  private String rightWhere = "";

  @Option(
      names = "--tolerance",
      paramLabel = "COLUMN=abs:X|rel:X|ulp:N",
      description =
          "How far apart numbers may be: abs:0.01, rel:1e-9, ulp:4, or several with commas.")
  private List<String> tolerances = List.of();

  @Option(
      names = "--ignore",
      paramLabel = "COLUMN[=REASON]",
      description =
          "A column that is not compared, and why; or several, separated by commas, for reasons"
              + " that nobody says. The report names them.")
  private List<String> ignored = List.of();

  @Option(
      names = "--normalise",
      paramLabel = "COLUMN=NORMALISERS",
      description =
          "What is made alike on both sides first, as in a file: country=trim,"
              + " 'country=[trim, null-like: [n/a]]'.")
  private List<String> normalised = List.of();

  @Option(
      names = "--random-id",
      split = ",",
      paramLabel = "COLUMN",
      description = "Ids that are made up at each run: they must correspond one to one.")
  private List<String> randomIds = List.of();

  @Option(
      names = "--accept",
      paramLabel = "DIFFERENCE",
      description =
          "A difference that somebody answers for, as in a file: '{columns: [a], owner: o,"
              + " reason: r, cap: 9, expires: 2027-01-31}'.")
  private List<String> accepted = List.of();

  @Option(
      names = "--partitions",
      split = ",",
      paramLabel = "COLUMN",
      description =
          "Columns by whose values rows come and go together, such as a day; one that a side lacks"
              + " is named as a whole.")
  private List<String> partitions = List.of();

  @Option(
      names = "--ties",
      paramLabel = "TIES",
      description =
          "An order that ranks rows equally, any of which may be chosen, as in a file: '{kind:"
              + " top-k, partition: [user], order: [score desc], k: 3, candidates: all.parquet}'.")
  private Optional<String> ties = Optional.empty();

  @Option(names = "--allow-empty", description = "Two empty tables are equal.")
  private boolean allowEmpty;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Examples of each kind of difference (default: 20).")
  private Optional<Integer> samples = Optional.empty();

  private final List<Problem> problems = new ArrayList<>();
  private final Set<String> ruled = new HashSet<>();

  /**
   * What is to be compared.
   *
   * @throws UserException with everything that cannot be read or contradicts the file
   */
  ComparisonFile.Declared declared() {
    if (file.toString().isEmpty()) {
      if (keys.isEmpty() && !keyless) {
        throw new ParameterException(
            command.commandLine(),
            "Missing required option: '--key=COLUMN', or '--keyless', or '--comparison=FILE'");
      }
      Comparison comparison = fromOptions();
      requireNoProblems();
      return new ComparisonFile.Declared(TableName.NONE, TableName.NONE, shown(comparison));
    }
    ComparisonFile.Declared declared = ComparisonFile.read(file);
    Comparison joined =
        new JoinedComparison(declared.comparison(), file, problems).with(fromOptions());
    requireNoProblems();
    return new ComparisonFile.Declared(declared.left(), declared.right(), shown(joined));
  }

  /** Options that are about rows, of those that are given. */
  List<String> aboutRows() {
    Map<String, Boolean> given = new LinkedHashMap<>();
    given.put("--comparison", !file.toString().isEmpty());
    given.put("--key", !keys.isEmpty());
    given.put("--keyless", keyless);
    given.put("--map", !mapped.isEmpty());
    given.put("--left-where", !leftWhere.isEmpty());
    given.put("--right-where", !rightWhere.isEmpty());
    given.put("--tolerance", !tolerances.isEmpty());
    given.put("--ignore", !ignored.isEmpty());
    given.put("--normalise", !normalised.isEmpty());
    given.put("--random-id", !randomIds.isEmpty());
    given.put("--accept", !accepted.isEmpty());
    given.put("--partitions", !partitions.isEmpty());
    given.put("--ties", ties.isPresent());
    given.values().removeIf(isGiven -> !isGiven);
    return List.copyOf(given.keySet());
  }

  /** The declaration as sets that {@code sets} makes, with what these options say of any. */
  SetComparison declared(SetOptions sets) {
    problems.addAll(sets.problems());
    List<String> aboutRows = aboutRows();
    if (!aboutRows.isEmpty()) {
      problem(
          "DIFF_SET_OPTION",
          "Cannot compare as sets: %s is about rows.".formatted(String.join(", ", aboutRows)),
          "leave it out, or compare row by row without --as-set");
    }
    requireSamples();
    requireNoProblems();
    return sets.comparison(
        allowEmpty ? WhenEmpty.EQUAL : WhenEmpty.NOT_COMPARED,
        samples.orElse(Comparison.DEFAULT_SAMPLES));
  }

  private void requireNoProblems() {
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private Comparison shown(Comparison comparison) {
    Comparison shown = allowEmpty ? comparison.whenEmpty(WhenEmpty.EQUAL) : comparison;
    return samples.map(shown::sampling).orElse(shown);
  }

  private Comparison fromOptions() {
    if (keyless && !keys.isEmpty()) {
      problem(
          "DIFF_KEYS_AND_KEYLESS",
          "Cannot compare by key %s: --keyless says that there is none."
              .formatted(String.join(", ", keys)),
          "leave out --key or --keyless");
    }
    Comparison comparison =
        keyless ? Comparison.ofMultisets() : Comparison.by(keys.toArray(String[]::new));
    comparison =
        comparison
            .where(new Where(leftWhere, rightWhere))
            .partitions(partitions.toArray(String[]::new))
            .ties(ties.map(this::tied).orElse(Ties.NONE));
    for (String text : mapped) {
      comparison = mapped(comparison, text);
    }
    for (String text : tolerances) {
      comparison = tolerated(comparison, text);
    }
    for (String text : normalised) {
      comparison = normalised(comparison, text);
    }
    for (String column : randomIds) {
      comparison = comparison.randomId(column);
    }
    for (String text : accepted) {
      comparison = accepted(comparison, text);
    }
    for (String text : ignored) {
      comparison = ignored(comparison, text);
    }
    requireSamples();
    return comparison;
  }

  private void requireSamples() {
    samples
        .filter(count -> count < 0)
        .ifPresent(
            count ->
                problem(
                    "DIFF_SAMPLES_INVALID",
                    "Cannot show %d samples: the number is negative.".formatted(count),
                    "write 0 or more"));
  }

  private Comparison mapped(Comparison comparison, String text) {
    int equals = text.indexOf('=');
    if (equals < 1 || equals == text.length() - 1) {
      problem(
          "DIFF_MAP_INVALID",
          "Cannot map '%s': it is not LEFT=RIGHT.".formatted(text),
          "write for example --map amount=amount_eur");
      return comparison;
    }
    String column = text.substring(0, equals);
    requireFirst("--map", column, "leave out one of the two");
    return comparison.mapping(column, text.substring(equals + 1));
  }

  private Comparison tolerated(Comparison comparison, String text) {
    int equals = text.lastIndexOf('=');
    String column = equals < 0 ? "" : text.substring(0, equals);
    Tolerance tolerance = ToleranceText.read(text.substring(equals + 1));
    if (column.isBlank() || tolerance.equals(Tolerance.NONE)) {
      problem(
          "DIFF_TOLERANCE_INVALID",
          "Cannot read tolerance '%s': it is not COLUMN=abs:X, COLUMN=rel:X or both with X above 0."
              .formatted(text),
          "write for example --tolerance amount=rel:1e-9");
      return comparison;
    }
    requireFirst(
        "--tolerance",
        column,
        "write both into one, separated by commas, or leave out one of the two");
    tolerance
        .excess()
        .ifPresent(
            excess ->
                problem(
                    "DIFF_TOLERANCE_INVALID",
                    "Cannot read tolerance '%s': %s.".formatted(text, excess.fact()),
                    excess.hint()));
    return comparison.tolerating(column, tolerance);
  }

  private Comparison normalised(Comparison comparison, String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      problem(
          "DIFF_NORMALISE_INVALID",
          "Cannot normalise '%s': it is not COLUMN=NORMALISERS.".formatted(text),
          "write for example --normalise country=trim");
      return comparison;
    }
    String column = text.substring(0, equals);
    requireFirst(
        "--normalise",
        column,
        "write both into one, as in --normalise 'country=[trim, lower-case]', or leave out one of"
            + " the two");
    YamlFile yaml = YamlFile.ofOption("--normalise", text.substring(equals + 1));
    List<Normaliser> normalisers =
        yaml.document().map(YamlKeys::list).orElse(List.of()).stream()
            .flatMap(one -> NormaliserKeys.normaliser(yaml, one).stream())
            .toList();
    problems.addAll(yaml.problems());
    return comparison.normalising(column, normalisers.toArray(Normaliser[]::new));
  }

  private Comparison accepted(Comparison comparison, String text) {
    YamlFile yaml = YamlFile.ofOption("--accept", text);
    Comparison accepting =
        told(
                yaml,
                "write what is accepted, as in '{columns: [a], owner: o, reason: r, cap: 9,"
                    + " expires: 2027-01-31}'")
            .flatMap(node -> AcceptedKeys.difference(yaml, node))
            .map(comparison::accepting)
            .orElse(comparison);
    problems.addAll(yaml.problems());
    return accepting;
  }

  private Ties tied(String text) {
    YamlFile yaml = YamlFile.ofOption("--ties", text);
    Ties read =
        told(yaml, "write at least '{kind: top-k, order: [score desc]}'")
            .flatMap(node -> TiesKeys.ties(yaml, node))
            .orElse(Ties.NONE);
    problems.addAll(yaml.problems());
    return read;
  }

  private static Optional<Node> told(YamlFile yaml, String hint) {
    Optional<Node> node = yaml.document();
    if (node.isEmpty()) {
      yaml.wrong("it is empty", hint);
    }
    return node;
  }

  private static Comparison ignored(Comparison comparison, String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? comparison.ignoring(text.split(","))
        : comparison.ignoringBecause(
            text.substring(0, equals).strip(), text.substring(equals + 1).strip());
  }

  /** Of two rules of one kind only one could be kept. */
  private void requireFirst(String option, String column, String hint) {
    if (!ruled.add(option + " " + column.toLowerCase(Locale.ROOT))) {
      problem(
          "DIFF_RULE_REPEATED",
          "Cannot compare column '%s': %s is given twice for it.".formatted(column, option),
          hint);
    }
  }

  private void problem(String code, String message, String hint) {
    problems.add(new Problem(code, message, hint));
  }
}
