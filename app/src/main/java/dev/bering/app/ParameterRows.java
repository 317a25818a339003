package dev.bering.app;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of parameters, a run each line: the names first, then their values, as plain CSV. */
final class ParameterRows {
  private static final int MAX_LINES = 100_000;

  private ParameterRows() {}

  /**
   * For each line what {@code --set} would say.
   *
   * @throws UserException JOB_EACH with every line that does not fit
   */
  static List<List<String>> of(Path file) {
    List<String> lines = read(file);
    List<String> names = lines.isEmpty() ? List.of() : cells(lines.get(0));
    List<Problem> problems = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      List<String> cells = cells(lines.get(i));
      if (cells.size() != names.size()) {
        problems.add(
            problem(
                file,
                "line %d has %d values, and the first line names %d"
                    .formatted(i + 1, cells.size(), names.size())));
        continue;
      }
      List<String> sets = new ArrayList<>();
      for (int column = 0; column < names.size(); column++) {
        sets.add(
            "params.%s='%s'".formatted(names.get(column), cells.get(column).replace("'", "''")));
      }
      rows.add(sets);
    }
    if (lines.size() > MAX_LINES) {
      problems.add(problem(file, "it has more than %,d lines".formatted(MAX_LINES)));
    }
    if (rows.isEmpty() && problems.isEmpty()) {
      problems.add(problem(file, "it has no line of values"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return rows;
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw UserException.source(problem(file, Failures.fact(e)), e);
    }
  }

  private static Problem problem(Path file, String fact) {
    return new Problem(
        "JOB_EACH",
        "Cannot read %s: %s.".formatted(file, fact),
        "write the names of parameters on the first line, and a run on each line after it");
  }

  /** Cells between commas; one in double quotes may hold commas, and quotes written twice. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && isQuoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == ',' && !isQuoted) {
        cells.add(cell.toString().strip());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString().strip());
    return cells;
  }
}
