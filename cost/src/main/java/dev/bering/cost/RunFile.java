package dev.bering.cost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads runs that Bering did not start: lines of JSON, an object each, or CSV whose first line
 * names the columns, told apart by the first character of the file.
 *
 * <p>The columns: {@code job}, {@code platform}, {@code runId} (these have to be there), {@code
 * pipeline}, {@code attempt} (1 unless said), {@code clusterId}, {@code cluster} ({@code own} or
 * {@code shared}), {@code platformRunId}, {@code startedAt} and {@code endedAt} (times with a
 * zone), {@code succeeded} ({@code true} or {@code false}), {@code logicalDate}, {@code bytesRead},
 * {@code rowsRead}, {@code coreHours}, {@code memoryGibHours}, and {@code tags}, in JSON an object
 * of texts, in CSV a column {@code tag:KEY} for each. What is absent, null or an empty cell is not
 * known. Other columns are refused, as a name that is misspelt would leave its column unknown.
 */
public final class RunFile {

  private static final List<String> COLUMNS =
      List.of(
          "job",
          "pipeline",
          "platform",
          "runId",
          "attempt",
          "clusterId",
          "cluster",
          "platformRunId",
          "startedAt",
          "endedAt",
          "succeeded",
          "logicalDate",
          "bytesRead",
          "rowsRead",
          "coreHours",
          "memoryGibHours",
          "tags");
  private static final String TAG = "tag:";
  private static final int MAX_PROBLEMS = 50;
  private static final long MAX_BYTES = 1L << 30;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  private final String name;
  private final List<JobRun> runs = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final Map<List<Object>, Integer> lines = new HashMap<>();
  private int problemCount;

  private RunFile(String name) {
    this.name = name;
  }

  /**
   * The runs of a file, in its order.
   *
   * @throws UserException COST_RUNS with everything that is wrong, up to 50 problems
   */
  public static List<JobRun> read(Path file) {
    RunFile reading = new RunFile(file.toString());
    String text = text(file);
    if (text.stripLeading().startsWith("{")) {
      reading.json(text);
    } else {
      reading.csv(text);
    }
    if (!reading.problems.isEmpty()) {
      if (reading.problemCount > MAX_PROBLEMS) {
        reading.problems.add(
            reading.problem(
                "%,d problems more".formatted(reading.problemCount - MAX_PROBLEMS),
                "mend those above first"));
      }
      throw UserException.source(reading.problems);
    }
    return List.copyOf(reading.runs);
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw UserException.source(
            new Problem(
                "COST_RUNS",
                "Cannot read runs of %s: it has more than 1 GiB.".formatted(file),
                "give the runs of the months that the bills are of"));
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (MalformedInputException e) {
      throw UserException.source(
          new Problem(
              "COST_RUNS",
              "Cannot read runs of %s: it is no text in UTF-8.".formatted(file),
              "give lines of JSON or CSV"),
          e);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "COST_RUNS",
              "Cannot read runs of %s: %s."
                  .formatted(
                      file,
                      Files.exists(file)
                          ? String.valueOf(e.getMessage())
                          : "there is no such file"),
              "name a file of lines of JSON or CSV, or a place of Bering's own records"),
          e);
    }
  }

  private void json(String text) {
    int line = 0;
    for (String each : text.split("\n", -1)) {
      line++;
      if (!each.isBlank()) {
        json(each, line);
      }
    }
  }

  private void json(String text, int line) {
    JsonNode run;
    try {
      run = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      wrong(line, "it is no JSON: " + e.getOriginalMessage().lines().findFirst().orElse(""));
      return;
    }
    if (!run.isObject()) {
      wrong(line, "it is no object");
      return;
    }
    Map<String, String> values = new LinkedHashMap<>();
    SortedMap<String, String> tags = new TreeMap<>();
    for (Map.Entry<String, JsonNode> field : run.properties()) {
      JsonNode value = field.getValue();
      if (field.getKey().equals("tags") && value.isObject()) {
        for (Map.Entry<String, JsonNode> tag : value.properties()) {
          if (!tag.getValue().isTextual()) {
            wrong(line, "tag '%s' is no text".formatted(tag.getKey()));
          }
          tags.put(tag.getKey(), tag.getValue().asText());
        }
      } else if (!COLUMNS.contains(field.getKey())) {
        unknown(line, field.getKey());
      } else if (field.getKey().equals("tags") ? !value.isNull() : value.isContainerNode()) {
        wrong(line, "%s is no %s".formatted(field.getKey(), tagsOrValue(field.getKey())));
      } else if (!value.isNull()) {
        values.put(field.getKey(), value.asText());
      }
    }
    add(line, values, tags);
  }

  private static String tagsOrValue(String column) {
    return column.equals("tags") ? "object" : "value";
  }

  private void csv(String text) {
    List<RunCsv.Line> all = new ArrayList<>();
    try {
      all.addAll(RunCsv.lines(text));
    } catch (RunCsv.OpenQuoteException e) {
      wrong(e.line(), "a quoted cell has no end");
      return;
    }
    if (all.isEmpty()) {
      wrong(1, "it is empty");
      return;
    }
    List<String> header = all.get(0).cells();
    for (int i = 0; i < header.size(); i++) {
      String column = header.get(i);
      if (!column.startsWith(TAG) && (column.equals("tags") || !COLUMNS.contains(column))) {
        unknown(1, column);
      }
      if (header.indexOf(column) < i) {
        wrong(1, "column '%s' is there twice".formatted(column));
      }
    }
    if (!problems.isEmpty()) {
      return;
    }
    for (RunCsv.Line line : all.subList(1, all.size())) {
      csv(header, line);
    }
  }

  private void csv(List<String> header, RunCsv.Line line) {
    if (line.cells().size() != header.size()) {
      wrong(
          line.number(),
          "it has %d cells, and the first line names %d"
              .formatted(line.cells().size(), header.size()));
      return;
    }
    Map<String, String> values = new LinkedHashMap<>();
    SortedMap<String, String> tags = new TreeMap<>();
    for (int i = 0; i < header.size(); i++) {
      String value = line.cells().get(i);
      if (value.isEmpty()) {
        continue;
      }
      if (header.get(i).startsWith(TAG)) {
        tags.put(header.get(i).substring(TAG.length()), value);
      } else {
        values.put(header.get(i), value);
      }
    }
    add(line.number(), values, tags);
  }

  private void add(int line, Map<String, String> values, SortedMap<String, String> tags) {
    int before = problemCount;
    for (String needed : List.of("job", "platform", "runId")) {
      if (values.getOrDefault(needed, "").isBlank()) {
        wrong(line, "it has no " + needed);
      }
    }
    Cells cells = new Cells(line, values);
    Optional<Integer> attempt = cells.of("attempt", Integer::valueOf, "a whole number from 1 on");
    if (attempt.filter(number -> number < 1).isPresent()) {
      wrong(line, "attempt %d is none: they count from 1".formatted(attempt.get()));
    }
    Optional<Instant> startedAt = cells.of("startedAt", RunFile::instant, "a time with a zone");
    Optional<Instant> endedAt = cells.of("endedAt", RunFile::instant, "a time with a zone");
    if (startedAt.isPresent() && endedAt.isPresent() && endedAt.get().isBefore(startedAt.get())) {
      wrong(
          line,
          "it ended at %s, before it started at %s".formatted(endedAt.get(), startedAt.get()));
    }
    if (startedAt.isEmpty() && endedAt.isPresent() && !values.containsKey("startedAt")) {
      wrong(line, "it has an endedAt and no startedAt");
    }
    Optional<JobRun.ClusterUse> use = cells.of("cluster", RunFile::clusterUse, "'own' or 'shared'");
    Optional<Boolean> succeeded = cells.of("succeeded", RunFile::flag, "'true' or 'false'");
    Optional<LocalDate> date = cells.of("logicalDate", LocalDate::parse, "a date");
    OptionalLong bytes = cells.count("bytesRead");
    OptionalLong rows = cells.count("rowsRead");
    OptionalDouble coreHours = cells.amount("coreHours");
    OptionalDouble memoryGibHours = cells.amount("memoryGibHours");
    if (problemCount > before) {
      return;
    }
    JobRun run =
        new JobRun(
            values.getOrDefault("job", ""),
            Optional.ofNullable(values.get("pipeline")),
            values.getOrDefault("platform", ""),
            values.getOrDefault("runId", ""),
            attempt.orElse(1),
            Optional.ofNullable(values.get("clusterId")),
            use,
            Optional.ofNullable(values.get("platformRunId")),
            startedAt,
            endedAt,
            succeeded,
            date,
            bytes,
            rows,
            coreHours,
            memoryGibHours,
            tags);
    Integer first =
        lines.putIfAbsent(List.of(run.job(), run.platform(), run.runId(), run.attempt()), line);
    if (first != null) {
      wrong(
          line,
          "attempt %d of run '%s' is there already, in line %d"
              .formatted(run.attempt(), run.runId(), first));
    } else {
      runs.add(run);
    }
  }

  private static Instant instant(String text) {
    Instant time = OffsetDateTime.parse(text).toInstant();
    if (!RunTimes.isPossible(time)) {
      throw new IllegalArgumentException(text);
    }
    return time;
  }

  private static boolean flag(String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(text);
    }
    return text.equals("true");
  }

  private static JobRun.ClusterUse clusterUse(String text) {
    return switch (text) {
      case "own" -> JobRun.ClusterUse.OWN;
      case "shared" -> JobRun.ClusterUse.SHARED;
      default -> throw new IllegalArgumentException(text);
    };
  }

  private void unknown(int line, String column) {
    problemCount++;
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(
          problem(
              "line %d: '%s' is no column of runs".formatted(line, column),
              NearestName.hint(column, COLUMNS)));
    }
  }

  private void wrong(int line, String fact) {
    problemCount++;
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(
          problem(
              "line %d: %s".formatted(line, fact),
              "mend the line; see docs/concepts/cost.md for the columns"));
    }
  }

  private Problem problem(String fact, String hint) {
    return new Problem("COST_RUNS", "Cannot read runs of %s: %s.".formatted(name, fact), hint);
  }

  /** The values of a line. */
  private final class Cells {
    private final int line;
    private final Map<String, String> values;

    Cells(int line, Map<String, String> values) {
      this.line = line;
      this.values = values;
    }

    <T> Optional<T> of(String column, Function<String, T> reader, String what) {
      String text = values.get(column);
      if (text == null) {
        return Optional.empty();
      }
      try {
        return Optional.of(reader.apply(text));
      } catch (IllegalArgumentException | DateTimeException e) {
        wrong(line, "%s '%s' is not %s".formatted(column, text, what));
        return Optional.empty();
      }
    }

    OptionalLong count(String column) {
      return of(column, RunFile::whole, "a whole number from 0 on")
          .map(OptionalLong::of)
          .orElse(OptionalLong.empty());
    }

    OptionalDouble amount(String column) {
      return of(column, RunFile::real, "a number from 0 on")
          .map(OptionalDouble::of)
          .orElse(OptionalDouble.empty());
    }
  }

  private static long whole(String text) {
    long number = Long.parseLong(text);
    if (number < 0) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }

  private static double real(String text) {
    double number = Double.parseDouble(text);
    if (!(number >= 0 && number < 1e15)) {
      throw new IllegalArgumentException(text);
    }
    return number;
  }
}
