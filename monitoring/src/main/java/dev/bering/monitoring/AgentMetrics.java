package dev.bering.monitoring;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.Inventory.Instance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The metrics that agents of CloudWatch have sent, with the dimensions they have there: these are
 * set by each agent's own configuration, and an alarm has to name all of them. What has not been
 * sent for two weeks is not listed, or not for three hours where that is asked for.
 *
 * <p>Source: ListMetrics of the Amazon CloudWatch API reference and the metrics of the CloudWatch
 * agent, as of 2026-08.
 *
 * @param metrics of memory and disks, of machines
 */
public record AgentMetrics(List<Sent> metrics) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final String MACHINE = "InstanceId";
  private static final String TYPE = "InstanceType";
  private static final String PATH = "path";
  private static final String FILE_SYSTEM = "fstype";

  /** They are full from the begin, or no disks. */
  private static final Set<String> NO_DISKS =
      Set.of(
          "squashfs", "iso9660", "udf", "cramfs", "erofs", "tmpfs", "devtmpfs", "ramfs", "overlay");

  public AgentMetrics {
    metrics = List.copyOf(metrics);
  }

  /**
   * A metric.
   *
   * @param dimensions by their names, the id of the machine among them
   */
  public record Sent(String namespace, String name, Map<String, String> dimensions) {
    public Sent {
      dimensions = Map.copyOf(dimensions);
    }

    private String value(String dimension) {
      return dimensions.getOrDefault(dimension, "");
    }

    /** Their names and values, always in the same order. */
    String text() {
      return new TreeMap<>(dimensions).toString();
    }
  }

  /**
   * Reads what {@code aws cloudwatch list-metrics --namespace CWAgent} printed. A file that says
   * that more was to come is refused: whether the rest is in another cannot be told.
   *
   * @throws UserException AGENT_METRICS with everything that is wrong
   */
  public static AgentMetrics read(List<Path> files) {
    List<Problem> problems = new ArrayList<>();
    List<Sent> all = new ArrayList<>();
    for (Path file : files) {
      try {
        JsonNode root = JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
        if (!root.path("Metrics").isArray()) {
          problems.add(problem(file.toString(), "it has no list Metrics"));
          continue;
        }
        if (!root.path("NextToken").asText("").isEmpty()) {
          problems.add(
              problem(file.toString(), "it has a NextToken, so that more pages were to come"));
          continue;
        }
        for (JsonNode metric : root.path("Metrics")) {
          sent(metric).ifPresent(all::add);
        }
      } catch (JsonProcessingException e) {
        problems.add(problem(file.toString(), "it is no JSON"));
      } catch (IOException e) {
        problems.add(
            problem(file.toString(), Files.exists(file) ? "it is no text" : "it is not there"));
      }
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    return new AgentMetrics(all.stream().distinct().toList());
  }

  private static Problem problem(String file, String fact) {
    return new Problem(
        "AGENT_METRICS",
        "Cannot read metrics of agents %s: %s.".formatted(file, fact),
        "save all that 'aws cloudwatch list-metrics --namespace CWAgent --recently-active PT3H'"
            + " prints, without --max-items");
  }

  private static Optional<Sent> sent(JsonNode metric) {
    Map<String, String> dimensions = new TreeMap<>();
    metric
        .path("Dimensions")
        .forEach(one -> dimensions.put(one.path("Name").asText(), one.path("Value").asText()));
    String name = metric.path("MetricName").asText();
    return dimensions.containsKey(MACHINE)
            && (name.equals(MachineKind.MACHINE_MEMORY.metric())
                || name.equals(MachineKind.MACHINE_DISK.metric()))
        ? Optional.of(new Sent(metric.path("Namespace").asText(), name, dimensions))
        : Optional.empty();
  }

  /** The metrics of each machine by its id. */
  Map<String, AgentMetrics> byMachine() {
    return metrics.stream()
        .collect(
            Collectors.groupingBy(
                one -> one.value(MACHINE),
                Collectors.collectingAndThen(Collectors.toList(), AgentMetrics::new)));
  }

  /** What a machine sends of a metric; none of the type that it had before it was changed. */
  private List<Sent> of(MachineKind kind, Instance machine) {
    return metrics.stream()
        .filter(one -> one.name().equals(kind.metric()))
        .filter(one -> one.value(MACHINE).equals(machine.id()))
        .filter(
            one ->
                !one.dimensions().containsKey(TYPE)
                    || machine.type().isEmpty()
                    || one.value(TYPE).equals(machine.type()))
        .sorted(
            Comparator.<Sent>comparingInt(one -> one.dimensions().size())
                .thenComparing(Sent::namespace)
                .thenComparing(Sent::text))
        .toList();
  }

  /** That of its memory with the fewest dimensions: it outlives most changes of the machine. */
  Optional<Sent> memory(Instance machine) {
    return of(MachineKind.MACHINE_MEMORY, machine).stream().findFirst();
  }

  /**
   * Those of its disks, by path: with the fewest dimensions, and all of them if a path has stood
   * for several devices. Where disks are told all together only, that, by an empty path.
   */
  Map<String, List<Sent>> disks(Instance machine) {
    Map<String, List<Sent>> byPath = new TreeMap<>();
    of(MachineKind.MACHINE_DISK, machine)
        .forEach(
            one -> byPath.computeIfAbsent(one.value(PATH), none -> new ArrayList<>()).add(one));
    Map<String, List<Sent>> disks = new TreeMap<>();
    byPath.forEach(
        (path, some) -> {
          List<Sent> fit = some;
          if (some.stream().anyMatch(AgentMetrics::isNoDisk)) {
            // What does not say of what type it is may be of the same.
            fit =
                some.stream()
                    .filter(one -> one.dimensions().containsKey(FILE_SYSTEM) && !isNoDisk(one))
                    .toList();
          }
          fewest(fit).ifPresent(kept -> disks.put(path, kept));
        });
    if (disks.size() > 1) {
      disks.remove("");
    }
    return disks;
  }

  private static boolean isNoDisk(Sent one) {
    return NO_DISKS.contains(one.value(FILE_SYSTEM));
  }

  /** Of some in the order of how many dimensions they have. */
  private static Optional<List<Sent>> fewest(List<Sent> some) {
    return some.stream()
        .findFirst()
        .map(
            first ->
                some.stream()
                    .filter(one -> one.dimensions().size() == first.dimensions().size())
                    .toList());
  }
}
