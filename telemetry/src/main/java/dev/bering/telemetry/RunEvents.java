package dev.bering.telemetry;

import dev.bering.flow.FlowListener;
import dev.bering.flow.FlowReport;
import dev.bering.flow.PortSpec;
import dev.bering.flow.RunPlan;
import dev.bering.flow.RunStart;
import dev.bering.flow.Sink;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The events of one run. */
final class RunEvents implements FlowListener {

  /** The time that a run stands for. */
  record Nominal(Instant start, Instant end) {}

  /** Failures whose messages repeat what the code of a component said. */
  private static final Set<String> OF_COMPONENTS =
      Set.of("FLOW_NODE_FAILED", "FLOW_NODE_INTERRUPTED");

  private final OpenLineage open;
  private final String namespace;
  private final Optional<Nominal> nominal;
  private final Clock clock;
  private final Consumer<OpenLineage.RunEvent> out;
  private final Datasets datasets;
  private final Map<String, UUID> writes = new ConcurrentHashMap<>();
  private volatile @Nullable RunStart start;

  RunEvents(
      OpenLineage open,
      String namespace,
      Optional<Nominal> nominal,
      Clock clock,
      Consumer<OpenLineage.RunEvent> out) {
    this.open = open;
    this.namespace = namespace;
    this.nominal = nominal;
    this.clock = clock;
    this.out = out;
    this.datasets = new Datasets(open);
  }

  @Override
  public void runBegins(RunStart begun) {
    start = begun;
    out.accept(flow(EventType.START, facets()).inputs(datasets.inputs(begun)).build());
  }

  @Override
  public void writeBegins(RunPlan.Write write) {
    Sink sink = write.sink();
    writes.put(sink.port(), UUID.randomUUID());
    out.accept(
        port(EventType.START, sink, facets()).inputs(datasets.inputs(begun(), write)).build());
  }

  @Override
  public void writeEnds(FlowReport.Written written) {
    RunPlan.Write write = planned(written.sink());
    out.accept(
        port(EventType.COMPLETE, written.sink(), facets())
            .inputs(datasets.inputs(begun(), write))
            .outputs(outputs(written))
            .build());
  }

  @Override
  public void writeFails(RunPlan.Write write, Throwable failure) {
    out.accept(
        port(EventType.FAIL, write.sink(), facets().errorMessage(error(failure)))
            .inputs(datasets.inputs(begun(), write))
            .build());
  }

  @Override
  public void runEnds(FlowReport report) {
    OpenLineage.RunFacetsBuilder facets = facets();
    if (!report.checks().isEmpty()) {
      facets.test(open.newTestRunFacet(RuleTests.of(report.checks())));
    }
    out.accept(
        flow(EventType.COMPLETE, facets)
            .inputs(datasets.inputs(begun()))
            .outputs(
                report.written().stream().map(this::outputs).flatMap(Collection::stream).toList())
            .build());
  }

  @Override
  public void runFails(Throwable failure) {
    out.accept(
        flow(EventType.FAIL, facets().errorMessage(error(failure)))
            .inputs(datasets.inputs(begun()))
            .build());
  }

  private RunStart begun() {
    RunStart begun = start;
    if (begun == null) {
      throw new IllegalStateException("A run that has not begun is told of");
    }
    return begun;
  }

  private RunPlan.Write planned(Sink sink) {
    return begun().plan().writes().stream()
        .filter(write -> write.sink().equals(sink))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("%s is not planned".formatted(sink.port())));
  }

  private List<OpenLineage.OutputDataset> outputs(FlowReport.Written written) {
    PortSpec columns = begun().flow().spec(planned(written.sink()).end());
    return datasets.output(
        columns, begun().origins().getOrDefault(written.port(), List.of()), written);
  }

  private OpenLineage.RunEventBuilder flow(EventType type, OpenLineage.RunFacetsBuilder facets) {
    RunStart begun = begun();
    return event(type, UUID.fromString(begun.runId()), facets, begun.plan().flow(), "FLOW");
  }

  private OpenLineage.RunEventBuilder port(
      EventType type, Sink sink, OpenLineage.RunFacetsBuilder facets) {
    RunStart begun = begun();
    UUID own = writes.get(sink.port());
    if (own == null) {
      throw new IllegalStateException("%s has not begun".formatted(sink.port()));
    }
    String flow = begun.plan().flow();
    UUID parent = UUID.fromString(begun.runId());
    facets.parent(
        open.newParentRunFacetBuilder()
            .run(open.newParentRunFacetRunBuilder().runId(parent).build())
            .job(open.newParentRunFacetJobBuilder().namespace(namespace).name(flow).build())
            .build());
    return event(type, own, facets, flow + "." + sink.port(), "PORT");
  }

  private OpenLineage.RunEventBuilder event(
      EventType type, UUID run, OpenLineage.RunFacetsBuilder facets, String job, String jobType) {
    return open.newRunEventBuilder()
        .eventType(type)
        .eventTime(ZonedDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
        .run(open.newRunBuilder().runId(run).facets(facets.build()).build())
        .job(
            open.newJobBuilder()
                .namespace(namespace)
                .name(job)
                .facets(
                    open.newJobFacetsBuilder()
                        .jobType(
                            open.newJobTypeJobFacetBuilder()
                                .processingType("BATCH")
                                .integration("BERING")
                                .jobType(jobType)
                                .build())
                        .build())
                .build())
        .inputs(List.of())
        .outputs(List.of());
  }

  private OpenLineage.RunFacetsBuilder facets() {
    OpenLineage.RunFacetsBuilder facets = open.newRunFacetsBuilder();
    nominal.ifPresent(
        time ->
            facets.nominalTime(
                open.newNominalTimeRunFacet(
                    time.start().atZone(ZoneOffset.UTC), time.end().atZone(ZoneOffset.UTC))));
    return facets;
  }

  /**
   * Messages for people hold no secrets, but what a component throws may: of that only the place is
   * told.
   */
  private OpenLineage.ErrorMessageRunFacet error(Throwable failure) {
    return open.newErrorMessageRunFacetBuilder()
        .message(message(failure))
        .programmingLanguage("Java")
        .build();
  }

  private static String message(Throwable failure) {
    if (!(failure instanceof UserException told)) {
      return failure.getClass().getName();
    }
    Problem problem = told.problems().get(0);
    return OF_COMPONENTS.contains(problem.code())
        ? problem.message().replaceFirst("(?s): .*", ": see the log of the run.")
        : problem.message();
  }
}
