package dev.bering.flow;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_compact;
import static org.apache.spark.sql.functions.array_contains;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.when;

import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The component that checks rows by rules.
 *
 * <p>The names of the rules that a row breaks are a column, and the counts are taken of that column
 * by an observation, in the job that reads the rows anyway. Spark moves no filter of a consumer
 * below an observation, so every row that is read is checked, whatever its readers leave out later;
 * the price is that such filters do not reach the source either. A rule that fails raises its error
 * in that column, so it cannot be left out with the rows that break it.
 */
record Check(String node, List<Rule> rules) implements MultiTransformer<Check.In, Check.Out> {
  static final String BROKEN = "broken";

  record In(Frame<Row> rows) {}

  record Out(Frame<Row> passed, Frame<Row> rejected) {}

  Check {
    rules = List.copyOf(rules);
  }

  boolean drops() {
    return rules.stream().anyMatch(rule -> rule.action() == Rule.Action.DROP);
  }

  /** This check of rows as {@code checked} declares them. */
  MultiTransformer<In, Out> of(PortSpec.Rows checked) {
    var rejected =
        new PortSpec.Rows(
            "rejected",
            checked
                .schema()
                .add(BROKEN, DataTypes.createArrayType(DataTypes.StringType, false), false),
            Row.class);
    var passed = new PortSpec.Rows("passed", checked.schema(), checked.rowType());
    var rows = new PortSpec.Rows("rows", checked.schema(), checked.rowType());
    String version = rules.stream().map(Rule::toString).collect(Collectors.joining("; "));
    return new Transformers.Declared<>(
        new Signature<>(
            "check",
            version,
            Bundle.ofPorts(In.class, List.of(rows)),
            Bundle.ofPorts(Out.class, List.of(passed, rejected))),
        this);
  }

  /** Everything that keeps this from checking rows of {@code columns}. */
  List<Problem> problems(String flow, StructType columns) {
    String subject = "Cannot add node %s to flow %s: ".formatted(node, flow);
    var problems = new ArrayList<Problem>();
    if (rules.isEmpty()) {
      problems.add(
          new Problem(
              "FLOW_RULE_NONE",
              subject + "it checks no rule.",
              "give it rules: Rule.drop(\"bytes >= 0\")"));
    }
    if (Arrays.stream(columns.fieldNames()).anyMatch(BROKEN::equalsIgnoreCase)) {
      problems.add(
          new Problem(
              "FLOW_RULE_COLUMN",
              subject + "there is a column %s in its rows already.".formatted(BROKEN),
              "rename it: the rejected rows tell there which rules they break"));
    }
    var names = new HashSet<String>();
    for (Rule rule : rules) {
      problems.addAll(problems(subject, rule, columns, names));
    }
    return problems;
  }

  private static List<Problem> problems(
      String subject, Rule rule, StructType columns, Set<String> names) {
    var problems = new ArrayList<Problem>();
    if (!names.add(rule.name())) {
      problems.add(
          new Problem(
              "FLOW_RULE_DUPLICATE",
              "%sthere are two rules named '%s'.".formatted(subject, rule.name()),
              "drop one, or name it: Rule.warn(\"...\").named(\"...\")"));
    }
    RuleSql.problem(rule.sql(), columns)
        .ifPresent(
            fact ->
                problems.add(
                    new Problem(
                        "FLOW_RULE",
                        "%srule '%s': %s.".formatted(subject, rule.name(), fact),
                        "write a condition over %s, with Spark's own functions"
                            .formatted(String.join(", ", columns.fieldNames())))));
    return problems;
  }

  @Override
  public Out transform(In in, FlowContext ctx) {
    var counts = new RuleCounts(rules);
    Dataset<Row> rows = in.rows().df();
    Dataset<Row> observed =
        rows.withColumn(BROKEN, broken())
            .observe(
                counts.observation(),
                count(lit(1)).as("rows"),
                rules.stream().map(Check::counted).toArray(Column[]::new));
    return new Out(
        Frame.checked(observed.where(not(dropped())).drop(BROKEN), counts),
        Frame.checked(observed.where(dropped()), counts));
  }

  /** The names of the rules that the row breaks; an error if one of them fails. */
  private Column broken() {
    Column names =
        array_compact(
            array(
                rules.stream()
                    .map(rule -> when(isBroken(rule), lit(rule.name())))
                    .toArray(Column[]::new)));
    for (Rule rule : rules) {
      if (rule.action() == Rule.Action.FAIL) {
        names = when(isBroken(rule), raise_error(lit(failure(rule)))).otherwise(names);
      }
    }
    return names;
  }

  private static String failure(Rule rule) {
    return "a row breaks rule '%s'".formatted(rule.name());
  }

  /** Whether {@code component} is a check that fails saying {@code fact}. */
  static boolean fails(MultiTransformer<?, ?> component, String fact) {
    return component instanceof Transformers.Declared<?, ?> declared
        && declared.body() instanceof Check check
        && check.rules.stream()
            .anyMatch(rule -> rule.action() == Rule.Action.FAIL && failure(rule).equals(fact));
  }

  private static Column isBroken(Rule rule) {
    return not(coalesce(expr(rule.sql()), lit(false)));
  }

  private static Column counted(Rule rule) {
    return count_if(array_contains(col(BROKEN), lit(rule.name()))).as(rule.name());
  }

  /** Whether the row breaks a rule that drops. */
  private Column dropped() {
    return rules.stream()
        .filter(rule -> rule.action() == Rule.Action.DROP)
        .map(rule -> array_contains(col(BROKEN), lit(rule.name())))
        .reduce(Column::or)
        .orElse(lit(false));
  }
}
