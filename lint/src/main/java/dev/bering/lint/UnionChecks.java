package dev.bering.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.statement.select.AllColumns;
import net.sf.jsqlparser.statement.select.AllTableColumns;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SelectItem;
import net.sf.jsqlparser.statement.select.SetOperationList;

/** Branches of a union whose columns are not evidently the same. */
final class UnionChecks implements Check {

  @Override
  public void look(Object part, Findings findings) {
    if (part instanceof SetOperationList union) {
      List<List<String>> branches = union.getSelects().stream().map(UnionChecks::names).toList();
      boolean same =
          branches.stream().noneMatch(List::isEmpty) && branches.stream().distinct().count() == 1;
      if (!same) {
        findings.add(Rule.UNION_POSITION, union);
      }
    }
  }

  /** The names of the columns; none if they cannot be told. */
  private static List<String> names(Select select) {
    if (select instanceof ParenthesedSelect inner) {
      return names(inner.getSelect());
    }
    if (!(select instanceof PlainSelect plain)) {
      return List.of();
    }
    var names = new ArrayList<String>();
    for (SelectItem<?> item : plain.getSelectItems()) {
      Optional<String> name = name(item);
      if (name.isEmpty()) {
        return List.of();
      }
      names.add(name.get());
    }
    return names;
  }

  private static Optional<String> name(SelectItem<?> item) {
    if (item.getExpression() instanceof AllColumns
        || item.getExpression() instanceof AllTableColumns) {
      return Optional.empty();
    }
    return item.getAlias() == null
        ? Expressions.column(item.getExpression())
        : Optional.of(Expressions.unquoted(item.getAlias().getName()));
  }
}
