package dev.bering.lint;

import java.util.Locale;
import java.util.Set;
import net.sf.jsqlparser.expression.AnalyticExpression;
import net.sf.jsqlparser.expression.Function;
import net.sf.jsqlparser.expression.TimeKeyExpression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.statement.select.PlainSelect;

/** Values that are another in every run, or in every engine. */
final class RandomChecks implements Check {

  private static final Set<String> ARBITRARY =
      Set.of(
          "first",
          "last",
          "any_value",
          "arbitrary",
          "max_by",
          "min_by",
          "arg_max",
          "arg_min",
          "collect_list",
          "collect_set",
          "array_agg",
          "mode",
          "string_agg",
          "group_concat",
          "listagg");
  private static final Set<String> CHANGING =
      Set.of(
          "rand",
          "randn",
          "random",
          "uuid",
          "newid",
          "gen_random_uuid",
          "generate_uuid",
          "monotonically_increasing_id",
          "now",
          "getdate",
          "getutcdate",
          "sysdatetime",
          "sysdate",
          "current_timestamp",
          "current_date",
          "localtimestamp",
          "spark_partition_id",
          "input_file_name",
          "current_time");

  /** Called without brackets, so that they look like columns. */
  private static final Set<String> CLOCKS = Set.of("sysdate", "systimestamp");

  private static final Set<String> HASHES =
      Set.of(
          "hash",
          "xxhash64",
          "murmur_hash",
          "checksum",
          "binary_checksum",
          "ora_hash",
          "farm_fingerprint",
          "hashbytes",
          "fnv_hash",
          "hash64");

  @Override
  public void look(Object part, Findings findings) {
    if (part instanceof Function function) {
      function(function, findings);
    }
    if (part instanceof AnalyticExpression call
        && ARBITRARY.contains(call.getName().toLowerCase(Locale.ROOT))
        && call.getOrderByElements() == null
        && call.getWindowName() == null) {
      findings.add(Rule.ARBITRARY_VALUE, call);
    }
    if (part instanceof Column column
        && CLOCKS.contains(column.getFullyQualifiedName().toLowerCase(Locale.ROOT))) {
      findings.add(Rule.NON_DETERMINISTIC, column);
    }
    if (part instanceof TimeKeyExpression) {
      findings.add(Rule.NON_DETERMINISTIC, part);
    }
    if (part instanceof PlainSelect select && select.getSampleClause() != null) {
      findings.add(
          Rule.NON_DETERMINISTIC, findings.statement().at(select), select.getSampleClause());
    }
  }

  private static void function(Function function, Findings findings) {
    String name = Expressions.name(function);
    boolean ordered = function.getOrderByElements() != null;
    if (ARBITRARY.contains(name) && !ordered) {
      findings.add(Rule.ARBITRARY_VALUE, function);
    }
    boolean now = name.equals("unix_timestamp") && Expressions.parameters(function).isEmpty();
    if (CHANGING.contains(name) || now) {
      findings.add(Rule.NON_DETERMINISTIC, function);
    }
    if (HASHES.contains(name)) {
      findings.add(Rule.HASH_FUNCTION, function);
    }
  }
}
