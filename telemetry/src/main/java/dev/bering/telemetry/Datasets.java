package dev.bering.telemetry;

import dev.bering.flow.ColumnOrigin;
import dev.bering.flow.FlowPlan;
import dev.bering.flow.FlowReport;
import dev.bering.flow.PortRef;
import dev.bering.flow.PortSpec;
import dev.bering.flow.RunPlan;
import dev.bering.flow.RunStart;
import dev.bering.model.Location;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.utils.DatasetIdentifier;
import io.openlineage.client.utils.filesystem.FilesystemDatasetUtils;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;

/** The tables of a run as OpenLineage names them, with their versions and columns. */
final class Datasets {
  private final OpenLineage open;

  Datasets(OpenLineage open) {
    this.open = open;
  }

  /** All tables that the run reads. */
  List<OpenLineage.InputDataset> inputs(RunStart start) {
    return start.tables().stream().map(table -> input(start.flow(), table)).toList();
  }

  /** The tables whose rows may reach what {@code write} writes. */
  List<OpenLineage.InputDataset> inputs(RunStart start, RunPlan.Write write) {
    Map<String, FlowReport.TableInput> tables = new LinkedHashMap<>();
    start.tables().forEach(table -> tables.put(table.port(), table));
    return reached(start.flow(), write.source(), tables.keySet()).stream()
        .flatMap(port -> Optional.ofNullable(tables.get(port)).stream())
        .map(table -> input(start.flow(), table))
        .toList();
  }

  /** The ports of {@code read} that {@code end} is computed of. */
  private static Set<String> reached(FlowPlan flow, PortRef end, Set<String> read) {
    Map<String, List<PortRef>> sources =
        flow.wires().stream()
            .collect(
                Collectors.groupingBy(
                    wire -> wire.to().node(),
                    Collectors.mapping(FlowPlan.Wire::from, Collectors.toList())));
    var reached = new LinkedHashSet<String>();
    var seen = new LinkedHashSet<PortRef>();
    Deque<PortRef> open = new ArrayDeque<>(List.of(end));
    while (!open.isEmpty()) {
      PortRef port = open.pop();
      String name = port.isInput() ? port.port() : port.toString();
      if (!seen.add(port)) {
        continue;
      }
      if (read.contains(name)) {
        reached.add(name); // what was before it did not run
      } else if (!port.isInput()) {
        open.addAll(sources.getOrDefault(port.node(), List.of()));
      }
    }
    return reached;
  }

  private OpenLineage.InputDataset input(FlowPlan flow, FlowReport.TableInput table) {
    PortRef port =
        table.port().contains(".") ? PortRef.of(table.port()) : PortRef.input(table.port());
    Location location = table.table().location();
    DatasetIdentifier name = name(location);
    return open.newInputDatasetBuilder()
        .namespace(name.getNamespace())
        .name(name.getName())
        .facets(
            facets(flow.spec(port))
                .version(open.newDatasetVersionDatasetFacet(table.table().version() + ""))
                .build())
        .build();
  }

  /**
   * Where the rows went; nothing if they were dropped.
   *
   * @param origins the columns whose origin is known
   */
  List<OpenLineage.OutputDataset> output(
      PortSpec columns, List<ColumnOrigin> origins, FlowReport.Written written) {
    Function<Location, OpenLineage.OutputDataset> dataset =
        location -> {
          DatasetIdentifier name = name(location);
          OpenLineage.DatasetFacetsBuilder facets = facets(columns);
          written
              .receipt()
              .version()
              .ifPresent(v -> facets.version(open.newDatasetVersionDatasetFacet(v + "")));
          if (!origins.isEmpty()) {
            facets.columnLineage(lineage(origins));
          }
          return open.newOutputDatasetBuilder()
              .namespace(name.getNamespace())
              .name(name.getName())
              .facets(facets.build())
              .outputFacets(
                  open.newOutputDatasetOutputFacetsBuilder()
                      .outputStatistics(statistics(written))
                      .build())
              .build();
        };
    return written.sink().place().map(dataset).stream().toList();
  }

  private OpenLineage.ColumnLineageDatasetFacet lineage(List<ColumnOrigin> origins) {
    var fields = open.newColumnLineageDatasetFacetFieldsBuilder();
    for (ColumnOrigin origin : origins) {
      fields.put(
          origin.column(),
          open.newColumnLineageDatasetFacetFieldsAdditionalBuilder()
              .inputFields(origin.sources().stream().map(this::field).toList())
              .build());
    }
    return open.newColumnLineageDatasetFacetBuilder().fields(fields.build()).build();
  }

  private OpenLineage.InputField field(ColumnOrigin.Source source) {
    DatasetIdentifier table = name(source.table());
    return open.newInputFieldBuilder()
        .namespace(table.getNamespace())
        .name(table.getName())
        .field(source.column())
        .build();
  }

  private OpenLineage.OutputStatisticsOutputDatasetFacet statistics(FlowReport.Written written) {
    var statistics = open.newOutputStatisticsOutputDatasetFacetBuilder().rowCount(written.rows());
    written.receipt().bytes().ifPresent(statistics::size);
    return statistics.build();
  }

  private static DatasetIdentifier name(Location location) {
    return FilesystemDatasetUtils.fromLocation(location.toUri());
  }

  private OpenLineage.DatasetFacetsBuilder facets(PortSpec port) {
    OpenLineage.DatasetFacetsBuilder facets = open.newDatasetFacetsBuilder();
    if (port instanceof PortSpec.Rows rows) {
      facets.schema(open.newSchemaDatasetFacet(fields(rows.schema())));
    }
    return facets;
  }

  private List<OpenLineage.SchemaDatasetFacetFields> fields(StructType columns) {
    return Arrays.stream(columns.fields())
        .map(column -> field(column.name(), column.dataType()))
        .toList();
  }

  private OpenLineage.SchemaDatasetFacetFields field(String name, DataType type) {
    var field = open.newSchemaDatasetFacetFieldsBuilder().name(name);
    if (type instanceof StructType struct) {
      field.type("struct").fields(fields(struct));
    } else if (type instanceof ArrayType array) {
      field.type("array").fields(List.of(field("_element", array.elementType())));
    } else if (type instanceof MapType map) {
      field
          .type("map")
          .fields(List.of(field("key", map.keyType()), field("value", map.valueType())));
    } else {
      field.type(type.catalogString());
    }
    return field.build();
  }
}
