package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Counts;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Looks for texts that are not of the type they are to be read as. */
final class TextCheck {

  private final Engine engine;

  TextCheck(Engine engine) {
    this.engine = engine;
  }

  /**
   * Reads every text once.
   *
   * @throws UserException COMPARE_TEXT_UNREADABLE, one problem per column
   */
  void requireReadable(List<TextCast> casts, TableSide left, TableSide right) {
    List<Problem> problems = new ArrayList<>();
    for (Side side : Side.values()) {
      List<TextCast> here = casts.stream().filter(cast -> cast.side() == side).toList();
      if (!here.isEmpty()) {
        problems.addAll(unreadable(side == Side.LEFT ? left : right, here));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
  }

  private List<Problem> unreadable(TableSide table, List<TextCast> casts) {
    String aggregates =
        casts.stream()
            .map(
                cast ->
                    "min(%s) FILTER (WHERE %s), count(*) FILTER (WHERE %s)"
                        .formatted(
                            engine.dialect().identifier(cast.column()),
                            cast.unreadable(),
                            cast.unreadable()))
            .collect(Collectors.joining(", "));
    List<Problem> problems = new ArrayList<>();
    engine.query(
        "SELECT %s FROM %s".formatted(aggregates, engine.dialect().identifier(table.relation())),
        row -> {
          for (int i = 0; i < casts.size(); i++) {
            if (row.number(2 * i + 1) > 0) {
              problems.add(problem(table, casts.get(i), row.string(2 * i), row.number(2 * i + 1)));
            }
          }
          return row;
        });
    return problems;
  }

  private static Problem problem(TableSide table, TextCast cast, String value, long count) {
    return new Problem(
        "COMPARE_TEXT_UNREADABLE",
        "Cannot compare column '%s' of %s: %s %s not a %s without loss, such as '%s'."
            .formatted(
                cast.column(),
                table.source(),
                Counts.of(count, "text"),
                count == 1 ? "is" : "are",
                cast.type(),
                value),
        hint(cast, value));
  }

  private static String hint(TextCast cast, String value) {
    boolean isRounded =
        CellKind.of(cast.type()) == CellKind.FLOATING && CellKind.number(value).isPresent();
    return "%s, give the other side's column another type, or ignore the column"
        .formatted(isRounded ? "declare a tolerance" : "mend the values");
  }
}
