package dev.bering.flow;

import java.util.List;
import java.util.Map;

/**
 * A run that is about to write: all is described and checked.
 *
 * @param runId what tells it from all other runs; a UUID
 * @param label what the caller calls the run; may be empty
 * @param flow what the flow consists of
 * @param plan what is written, in which order
 * @param tables the Delta tables read, by version
 * @param models the models
 * @param origins of the outputs by their names, the columns whose origin can be told
 */
public record RunStart(
    String runId,
    String label,
    FlowPlan flow,
    RunPlan plan,
    List<FlowReport.TableInput> tables,
    List<FlowReport.ModelInput> models,
    Map<String, List<ColumnOrigin>> origins) {

  public RunStart {
    tables = List.copyOf(tables);
    models = List.copyOf(models);
    origins = Map.copyOf(origins);
  }
}
