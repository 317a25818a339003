package dev.bering.flow;

import dev.bering.model.Location;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.OuterReference;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.delta.files.TahoeFileIndex;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.LogicalRelation;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Follows the columns of a frame through Spark's analysed plan back to the Delta tables that it
 * reads. Nothing is computed.
 *
 * <p>What Spark cannot look into (functions of whole rows, rows from memory, subqueries) has no
 * origin that could be told, and neither has a column that is computed of it: those are left out.
 */
final class ColumnOrigins {

  /** Operators that hand on columns as they are; which rows they let pass does not matter. */
  private static final Set<String> PASSING =
      Set.of(
          "CollectMetrics",
          "Deduplicate",
          "Distinct",
          "Except",
          "Filter",
          "GlobalLimit",
          "Intersect",
          "Join",
          "LocalLimit",
          "Offset",
          "RebalancePartitions",
          "Repartition",
          "RepartitionByExpression",
          "ResolvedHint",
          "Sample",
          "Sort",
          "SubqueryAlias",
          "TypedFilter",
          "View");

  /** What the columns of a plan are computed of, by their ids; those that cannot be told lack. */
  private final IdentityHashMap<LogicalPlan, Map<Long, SortedSet<ColumnOrigin.Source>>> known =
      new IdentityHashMap<>();

  private ColumnOrigins() {}

  /** The columns of {@code rows} that come from tables, in their order. */
  static List<ColumnOrigin> of(Dataset<Row> rows) {
    try {
      LogicalPlan plan = rows.queryExecution().analyzed();
      Map<Long, SortedSet<ColumnOrigin.Source>> origins = new ColumnOrigins().of(plan);
      var columns = new ArrayList<ColumnOrigin>();
      for (Attribute column : list(plan.output())) {
        SortedSet<ColumnOrigin.Source> from = origins.get(id(column));
        if (from != null && !from.isEmpty()) {
          columns.add(new ColumnOrigin(column.name(), List.copyOf(from)));
        }
      }
      return List.copyOf(columns);
    } catch (RuntimeException | LinkageError | StackOverflowError e) {
      return List.of(); // plans are Spark's own affair, and no run fails for the sake of telling
    }
  }

  private Map<Long, SortedSet<ColumnOrigin.Source>> of(LogicalPlan plan) {
    Map<Long, SortedSet<ColumnOrigin.Source>> found = known.get(plan);
    if (found == null) {
      found = followed(plan);
      known.put(plan, found);
    }
    return found;
  }

  private Map<Long, SortedSet<ColumnOrigin.Source>> followed(LogicalPlan plan) {
    if (plan instanceof LogicalRelation relation) {
      return columns(relation);
    }
    List<LogicalPlan> children = list(plan.children());
    var origins = new HashMap<Long, SortedSet<ColumnOrigin.Source>>();
    if (plan instanceof Union union) {
      List<List<Attribute>> each = children.stream().map(child -> list(child.output())).toList();
      List<Attribute> output = list(union.output());
      for (int i = 0; i < output.size(); i++) {
        int place = i;
        var parts = new ArrayList<Optional<SortedSet<ColumnOrigin.Source>>>();
        for (int child = 0; child < children.size(); child++) {
          Attribute column = each.get(child).get(place);
          parts.add(Optional.ofNullable(of(children.get(child)).get(id(column))));
        }
        put(origins, output.get(i), all(parts));
      }
      return origins;
    }
    var below = new HashMap<Long, SortedSet<ColumnOrigin.Source>>();
    children.forEach(child -> below.putAll(of(child)));
    if (plan instanceof Project project) {
      list(project.projectList()).forEach(made -> put(origins, made, made(made, below)));
    } else if (plan instanceof Aggregate aggregate) {
      list(aggregate.aggregateExpressions()).forEach(made -> put(origins, made, made(made, below)));
    } else if (plan instanceof Window window) {
      origins.putAll(below);
      list(window.windowExpressions()).forEach(made -> put(origins, made, made(made, below)));
    } else if (plan instanceof Generate generate) {
      origins.putAll(below);
      Optional<SortedSet<ColumnOrigin.Source>> from =
          computed((Expression) generate.generator(), below);
      list(generate.generatorOutput()).forEach(made -> put(origins, made, from));
    } else if (plan instanceof Expand expand) {
      expand(expand, below, origins);
    } else if (PASSING.contains(plan.nodeName())) {
      list(plan.output())
          .forEach(column -> put(origins, column, Optional.ofNullable(below.get(id(column)))));
    }
    return origins;
  }

  /** Each of its projections makes rows of its own. */
  private static void expand(
      Expand expand,
      Map<Long, SortedSet<ColumnOrigin.Source>> below,
      Map<Long, SortedSet<ColumnOrigin.Source>> origins) {
    List<Attribute> output = list(expand.output());
    for (int i = 0; i < output.size(); i++) {
      int place = i;
      put(
          origins,
          output.get(i),
          all(
              list(expand.projections()).stream()
                  .map(row -> computed(row.apply(place), below))
                  .toList()));
    }
  }

  private static Map<Long, SortedSet<ColumnOrigin.Source>> columns(LogicalRelation relation) {
    var columns = new HashMap<Long, SortedSet<ColumnOrigin.Source>>();
    if (relation.relation() instanceof HadoopFsRelation files
        && files.location() instanceof TahoeFileIndex delta) {
      Location table;
      try {
        table = Location.of(delta.path().toString());
      } catch (UserException e) {
        return columns; // a place that this house has no name for
      }
      for (AttributeReference column : list(relation.output())) {
        var source = new ColumnOrigin.Source(table, column.name());
        columns.put(id(column), new TreeSet<>(Set.of(source)));
      }
    }
    return columns;
  }

  private static Optional<SortedSet<ColumnOrigin.Source>> made(
      NamedExpression made, Map<Long, SortedSet<ColumnOrigin.Source>> below) {
    return made instanceof Expression expression ? computed(expression, below) : Optional.empty();
  }

  /** Of what {@code expression} is computed; empty if that cannot be told. */
  private static Optional<SortedSet<ColumnOrigin.Source>> computed(
      Expression expression, Map<Long, SortedSet<ColumnOrigin.Source>> below) {
    if (expression instanceof SubqueryExpression
        || expression instanceof OuterReference
        || expression instanceof BoundReference) {
      return Optional.empty(); // columns of another plan, or of none
    }
    if (expression instanceof Attribute column) {
      return Optional.ofNullable(below.get(id(column)));
    }
    // The order and the parts of a window decide which rows are looked at, not what is in them.
    List<Expression> parts =
        expression instanceof WindowExpression window
            ? List.of(window.windowFunction())
            : list(expression.children());
    return all(parts.stream().map(part -> computed(part, below)).toList());
  }

  /** All of {@code parts}; empty if one cannot be told. */
  private static Optional<SortedSet<ColumnOrigin.Source>> all(
      List<Optional<SortedSet<ColumnOrigin.Source>>> parts) {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    var together = new TreeSet<ColumnOrigin.Source>();
    for (Optional<SortedSet<ColumnOrigin.Source>> part : parts) {
      if (part.isEmpty()) {
        return Optional.empty();
      }
      together.addAll(part.get());
    }
    return Optional.of(together);
  }

  private static void put(
      Map<Long, SortedSet<ColumnOrigin.Source>> origins,
      NamedExpression column,
      Optional<SortedSet<ColumnOrigin.Source>> from) {
    from.ifPresentOrElse(
        sources -> origins.put(id(column), sources), () -> origins.remove(id(column)));
  }

  private static long id(NamedExpression column) {
    return column.exprId().id();
  }

  private static <T> List<T> list(Seq<T> scala) {
    return CollectionConverters.asJava(scala);
  }
}
