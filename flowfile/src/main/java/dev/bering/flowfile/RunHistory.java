package dev.bering.flowfile;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bering.flow.FlowReport;
import dev.bering.flow.RunPlan;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.profile.PastRun;
import dev.bering.stores.Content;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How long runs of a flow on whole tables took: one file a run that ended well, in Bering's own
 * folder of the first of its output tables by name, {@code _bering/flows/FLOW/}. What readers see
 * of a table is not touched. The newest are kept, as many as tell something of the next run.
 *
 * <p>Safe for many processes: each writes files of its own, whole or not at all.
 */
final class RunHistory {
  private static final String FOLDER = Store.OWN_FOLDER + "/flows/";
  private static final String ENDING = ".json";
  private static final int MAX_BYTES = 16 << 20;
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(SerializationFeature.INDENT_OUTPUT);

  private final String flow;
  private final String output;
  private final Location table;

  /**
   * @param outputs the tables of the flow, at least one, by their ports
   */
  RunHistory(String flow, Map<String, FileOutput> outputs) {
    this.flow = flow;
    this.output = new TreeSet<>(outputs.keySet()).first();
    this.table = Objects.requireNonNull(outputs.get(output), output).table();
  }

  /** A run as its file tells it; times in milliseconds. */
  record Kept(String run, long endedMs, long elapsedMs, long inputBytes, List<KeptWrite> writes) {
    Kept {
      Objects.requireNonNull(run, "run is missing");
      writes = List.copyOf(Objects.requireNonNull(writes, "writes are missing"));
    }

    static Kept of(FlowReport report, Instant ended) {
      return new Kept(
          report.runId(),
          ended.toEpochMilli(),
          report.elapsed().toMillis(),
          PastRun.of(report).inputBytes(),
          report.written().stream()
              .map(to -> new KeptWrite(to.port(), to.nodes(), to.elapsed().toMillis(), to.rows()))
              .toList());
    }

    /** What it did: the nodes of each write. */
    Map<String, Set<String>> work() {
      return writes.stream()
          .collect(
              Collectors.toMap(
                  KeptWrite::port, write -> Set.copyOf(write.nodes()), (one, other) -> other));
    }

    PastRuns.Past past() {
      var took = new LinkedHashMap<String, Duration>();
      var rows = new LinkedHashMap<String, Long>();
      for (KeptWrite write : writes) {
        took.put(write.port(), Duration.ofMillis(write.elapsedMs()));
        rows.put(write.port(), write.rows());
      }
      String label = Instant.ofEpochMilli(endedMs).truncatedTo(ChronoUnit.SECONDS).toString();
      return new PastRuns.Past(
          new PastRun(label, inputBytes, took), Duration.ofMillis(elapsedMs), rows);
    }
  }

  /** A write of it, and the nodes that Spark ran within it. */
  record KeptWrite(String port, List<String> nodes, long elapsedMs, long rows) {
    KeptWrite {
      Objects.requireNonNull(port, "port is missing");
      nodes = List.copyOf(Objects.requireNonNull(nodes, "nodes are missing"));
    }
  }

  /**
   * The runs that did what {@code plan} does: the same writes, each by the same nodes. Others tell
   * nothing of its time.
   *
   * @throws UserException FLOW_HISTORY for every file that is none of these, or if they cannot be
   *     read
   */
  PastRuns of(RunPlan plan) {
    Map<String, Set<String>> work =
        plan.writes().stream()
            .collect(
                Collectors.toMap(write -> write.sink().port(), write -> Set.copyOf(write.nodes())));
    return new PastRuns(
        RunForecast.Unit.RUN,
        kept().stream().filter(run -> run.work().equals(work)).map(Kept::past).toList());
  }

  private List<Kept> kept() {
    var runs = new ArrayList<Kept>();
    var problems = new ArrayList<Problem>();
    try (Store store = Stores.open(table)) {
      List<String> paths = paths(store);
      for (String path : newest(paths)) {
        read(store, path, problems).ifPresent(runs::add);
      }
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "FLOW_HISTORY",
              "Cannot read how long runs of %s took in %s: %s."
                  .formatted(flow, table, Failures.rootFact(e)),
              "check the place and the rights to it"),
          e);
    }
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    return runs;
  }

  private Optional<Kept> read(Store store, String path, List<Problem> problems) throws IOException {
    try (InputStream in = store.open(path)) {
      return Optional.of(JSON.readValue(in.readNBytes(MAX_BYTES), Kept.class));
    } catch (NoSuchFileException e) {
      return Optional.empty(); // it was one too many
    } catch (JsonProcessingException e) {
      problems.add(
          new Problem(
              "FLOW_HISTORY",
              "Cannot read how long a run of %s took: %s/%s is no record of a run."
                  .formatted(flow, table, path),
              "remove the file; it tells nothing but times"));
      return Optional.empty();
    }
  }

  /** From early to late. */
  private List<String> paths(Store store) throws IOException {
    return store.list(FOLDER + flow).stream()
        .map(Store.StoredFile::path)
        .filter(path -> path.endsWith(ENDING))
        .sorted()
        .toList();
  }

  private static List<String> newest(List<String> paths) {
    return paths.subList(Math.max(0, paths.size() - PastRuns.LOOKED_AT), paths.size());
  }

  /**
   * Keeps what {@code report} tells; nothing if the run did not write the table that the history is
   * in, which may not be there yet.
   *
   * @param ended when it did
   * @throws UserException FLOW_HISTORY if it cannot be kept
   */
  void keep(FlowReport report, Instant ended) {
    if (report.written().stream().noneMatch(to -> to.port().equals(output))) {
      return;
    }
    String path =
        "%s%s/%013d-%s%s".formatted(FOLDER, flow, ended.toEpochMilli(), report.runId(), ENDING);
    try (Store store = Stores.open(table)) {
      store.write(path, Content.of(JSON.writeValueAsBytes(Kept.of(report, ended))));
      var old = new LinkedHashSet<>(paths(store));
      newest(List.copyOf(old)).forEach(old::remove);
      for (String one : old) {
        store.delete(one);
      }
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "FLOW_HISTORY",
              "Cannot keep how long the run of %s took in %s: %s."
                  .formatted(flow, table, Failures.rootFact(e)),
              "check the place and the rights to it; what the run wrote is there"),
          e);
    }
  }
}
