package dev.bering.flowfile;

import dev.bering.flow.Flow;
import dev.bering.flow.FlowRun;
import dev.bering.flow.Frame;
import dev.bering.flow.Handle;
import dev.bering.flow.ModelItem;
import dev.bering.flow.Pinned;
import dev.bering.flow.RunPlan;
import dev.bering.flow.Sink;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.profile.Budget;
import dev.bering.profile.FlowProfile;
import dev.bering.slices.SliceInput;
import dev.bering.slices.SlicedFlow;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;

/**
 * What a flow file says, read and checked against the flow it names: which flow runs, on which
 * tables, in which slices, within which time. What its keys mean is told in {@code
 * docs/reference/flow-file.md}. All places are whole: those that are relative in the file are taken
 * against its folder.
 *
 * @param name the file, as messages name it
 * @param jars in which the classes of the flow are, or folders of classes
 * @param loaded the flow
 * @param slicing how the flow is cut in time; empty if it runs once, on whole tables
 * @param inputs where the inputs that are frames come from
 * @param models the files of the inputs that are models
 * @param outputs the tables of the ports that are published
 * @param states the tables of what slices leave, by the paths of the states
 * @param rollUps the tables of days, by the port
 * @param parameters what else decides what the flow makes
 * @param budget how long one run may take; with slices, each of them
 * @param spark settings of Spark
 */
public record FlowFile(
    String name,
    List<Path> jars,
    LoadedFlow loaded,
    Optional<Slicing> slicing,
    Map<String, FileInput> inputs,
    Map<String, Location> models,
    Map<String, FileOutput> outputs,
    Map<String, Location> states,
    Map<String, FileRollUp> rollUps,
    Map<String, String> parameters,
    Budget budget,
    Map<String, String> spark) {

  public FlowFile {
    jars = List.copyOf(jars);
    inputs = inOrder(inputs);
    models = inOrder(models);
    outputs = inOrder(outputs);
    states = inOrder(states);
    rollUps = inOrder(rollUps);
    parameters = inOrder(parameters);
    spark = inOrder(spark);
  }

  private static <T> Map<String, T> inOrder(Map<String, T> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /**
   * Reads a file. No data and no model is read, and Spark is not started.
   *
   * @throws UserException YAML_FILE with everything that is wrong in the file, line by line;
   *     FLOW_JAR, FLOW_PROVIDER, and what is wrong with the flow itself
   */
  public static FlowFile read(Path file) {
    return FlowFileReader.of(file).read();
  }

  /**
   * Reads the file that {@code jar}, a package, was made of. Models that it holds are unpacked
   * below {@code folder}.
   *
   * @throws UserException YAML_FILE, FLOW_PROVIDER as {@link #read}; FLOW_PACKAGE if it is none
   */
  static FlowFile packaged(Path jar, Path folder) {
    return FlowFileReader.packaged(jar, folder).read();
  }

  /** The flow. */
  public Flow<?, ?> flow() {
    return loaded.flow();
  }

  /**
   * The flow with its tables, as one that runs in slices. Its models are read.
   *
   * @throws UserException FLOW_MODEL_FILE for models that cannot be read, or what {@link
   *     SlicedFlow.Builder#build} finds
   */
  public SlicedFlow sliced() {
    Slicing cut =
        slicing.orElseThrow(() -> new IllegalStateException("%s has no slices".formatted(name)));
    SlicedFlow.Builder bound =
        SlicedFlow.of(flow(), cut.every())
            .startingAt(cut.first().label())
            .ledger(cut.ledger().toString());
    inputs.forEach((port, input) -> bound.reading(port, input(input)));
    readModels().forEach(bound::model);
    outputs.forEach(
        (port, output) -> bound.publishing(port, output.table().toString(), output.key()));
    states.forEach((path, table) -> bound.keeping(path, table.toString()));
    rollUps.forEach(
        (port, days) -> bound.rollingUp(port, days.table().toString(), days.component()));
    parameters.forEach(bound::parameter);
    return bound.build();
  }

  private static SliceInput input(FileInput input) {
    if (input instanceof FileInput.Published from) {
      return new SliceInput.Published(from.file().sliced(), from.port(), from.late());
    }
    FileInput.Table table = (FileInput.Table) input;
    return table.key().isPresent()
        ? new SliceInput.Sliced(table.table(), table.key().get(), table.late())
        : new SliceInput.Whole(table.table(), table.late());
  }

  /**
   * Where the time of the slices went that are published, or of runs on whole tables that ended
   * well; empty if there are none. Reads the ledger, or the history, and nothing else.
   *
   * @throws UserException SLICE_LEDGER_UNREADABLE, SLICE_LEDGER_ENTRY, FLOW_HISTORY
   */
  public Optional<FlowProfile> past() {
    if (slicing.isEmpty()) {
      RunPlan plan = RunPlan.of(flow().plan(), sinks());
      PastRuns past = history().of(plan);
      return past.all().isEmpty()
          ? Optional.empty()
          : past.profile(plan, past.all().get(past.all().size() - 1));
    }
    List<String> ports =
        Stream.concat(outputs.keySet().stream(), states.keySet().stream().map(SlicedFlow::after))
            .toList();
    return slicing.flatMap(
        cut ->
            PastSlices.of(flow().name(), cut.every(), cut.ledger())
                .profile(SlicedFlow.runPlan(flow().plan(), ports)));
  }

  /**
   * A run of the flow on the whole tables as they are now, which replaces the tables of its
   * outputs. Its models are read, its inputs are pinned.
   *
   * @throws UserException FLOW_MODEL_FILE, FLOW_INPUT_UNREADABLE for all inputs that cannot be read
   */
  public FlowRun<?, ?> whole(SparkSession spark) {
    if (slicing.isPresent()) {
      throw new IllegalStateException("%s runs in slices".formatted(name));
    }
    Map<String, Handle> handles = new LinkedHashMap<>(readModels());
    var problems = new ArrayList<Problem>();
    inputs.forEach(
        (port, input) -> {
          try {
            Location table = ((FileInput.Table) input).table();
            handles.put(port, Frame.of(spark, Pinned.latest(spark, table)));
          } catch (UserException e) {
            problems.addAll(e.problems());
          }
        });
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    return run(flow(), handles).writing(sinks());
  }

  private List<Sink> sinks() {
    List<Sink> sinks = new ArrayList<>();
    outputs.forEach((port, output) -> sinks.add(Sink.of(port, output.table())));
    return sinks;
  }

  /** How long its runs on whole tables took. */
  RunHistory history() {
    return new RunHistory(flow().name(), outputs);
  }

  private static <I extends Record, O extends Record> FlowRun<I, O> run(
      Flow<I, O> flow, Map<String, Handle> handles) {
    return FlowRun.of(flow, flow.bind(handles));
  }

  /** The models, each read once. */
  private Map<String, ModelItem<?>> readModels() {
    var read = new LinkedHashMap<String, ModelItem<?>>();
    var problems = new ArrayList<Problem>();
    models.forEach(
        (input, file) -> {
          try {
            ModelItem<?> model = loaded.provider().model(input, file);
            if (model == null) {
              throw new IllegalStateException("it gave none");
            }
            read.put(input, model);
          } catch (UserException e) {
            problems.addAll(e.problems());
          } catch (RuntimeException | LinkageError e) {
            problems.add(
                new Problem(
                    "FLOW_MODEL_FILE",
                    "Cannot read model %s from %s: it failed with %s.".formatted(input, file, e),
                    "check the file, and the method model of "
                        + loaded.provider().getClass().getName()));
          }
        });
    if (!problems.isEmpty()) {
      throw UserException.source(problems);
    }
    return read;
  }
}
