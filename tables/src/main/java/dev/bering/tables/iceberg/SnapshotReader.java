package dev.bering.tables.iceberg;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.model.Location;
import dev.bering.stores.Failures;
import dev.bering.tables.TableSnapshot;
import dev.bering.tables.TableSnapshot.Iceberg.Certainty;
import dev.bering.tables.iceberg.Manifest.Detail;
import dev.bering.tables.iceberg.ManifestList.Item;
import dev.bering.tables.iceberg.TableMetadata.Snapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything that a reader of one snapshot's rows has to know: manifests and the footers of all
 * files are read, of rows only those of position deletes.
 */
final class SnapshotReader {

  private final Location location;
  private final Location metadataFile;
  private final Certainty certainty;
  private final TableMetadata metadata;
  private final JsonNode schema;
  private final Findings findings;
  private final Map<Integer, PartitionSpec> specs;
  private final Map<String, Integer> partitions = new HashMap<>();
  private final Map<Manifest.Content, List<LiveFile>> live = new EnumMap<>(Manifest.Content.class);

  SnapshotReader(
      Location location,
      Location metadataFile,
      Certainty certainty,
      TableMetadata metadata,
      JsonNode schema,
      Findings findings) {
    this.location = location;
    this.metadataFile = metadataFile;
    this.certainty = certainty;
    this.metadata = metadata;
    this.schema = schema;
    this.findings = findings;
    this.specs = metadata.partitionSpecs();
  }

  /** The snapshot; empty for a table that has none yet. */
  TableSnapshot.Iceberg read(Optional<Snapshot> snapshot) throws IOException {
    if (snapshot.isPresent()) {
      readManifests(snapshot.get());
    }
    findings.raise();
    List<IcebergColumn> columns = new ArrayList<>();
    for (JsonNode field : schema.path("fields")) {
      columns.add(column(field));
    }
    EqualityDeleteFiles equality =
        new EqualityDeleteFiles(of(Manifest.Content.EQUALITY_DELETES), metadata, findings);
    FileReader files = new FileReader(metadata.nameMapping(), findings);
    List<EqualityDeletes> deletes = equality.read(files);
    Map<Integer, JsonNode> needed = new TreeMap<>();
    for (JsonNode field : schema.path("fields")) {
      if (column(field).isReadable()) {
        needed.put(field.path("id").asInt(), field);
      }
    }
    equality.columns().forEach((id, column) -> needed.putIfAbsent(id, optional(column)));
    List<IcebergFile> data =
        files.read(
            of(Manifest.Content.DATA),
            List.copyOf(needed.values()),
            new DeletedRows(findings)
                .read(of(Manifest.Content.DATA), of(Manifest.Content.POSITION_DELETES)));
    findings.raise();
    return new TableSnapshot.Iceberg(
        location,
        metadataFile.name(),
        certainty,
        snapshot.map(each -> OptionalLong.of(each.id())).orElse(OptionalLong.empty()),
        columns,
        data,
        deletes);
  }

  /** A column that was dropped: files that were written since need not have it. */
  private static JsonNode optional(JsonNode column) {
    return column.<ObjectNode>deepCopy().put("required", false);
  }

  static IcebergColumn column(JsonNode field) {
    return new IcebergColumn(
        field.path("id").asInt(), field.path("name").asText(), IcebergTypes.of(field.path("type")));
  }

  private List<LiveFile> of(Manifest.Content content) {
    return live.getOrDefault(content, List.of());
  }

  private void readManifests(Snapshot snapshot) throws IOException {
    List<Item> items = new ArrayList<>();
    if (snapshot.list().isPresent()) {
      items.addAll(in(snapshot.list().get(), (store, name) -> ManifestList.read(store.open(name))));
    } else {
      snapshot.manifests().forEach(path -> items.add(Item.unlisted(path)));
    }
    for (Item item : items) {
      if (item.encrypted()) {
        findings.add(Obstacle.encrypted("manifest %s has a key".formatted(item.path())));
      } else {
        readManifest(item);
      }
    }
  }

  private static <T> T in(String recorded, LocalFiles.Use<T> use) throws IOException {
    return LocalFiles.in(LocalFiles.path(recorded), use);
  }

  private void readManifest(Item item) throws IOException {
    PartitionSpec spec = specs.get(item.spec().orElse(onlySpec(item)));
    if (spec == null) {
      findings.damaged(
          "manifest %s is partitioned by spec %s, which the table does not have"
              .formatted(item.path(), item.spec()));
      return;
    }
    Map<Manifest.Status, Long> counts = new EnumMap<>(Manifest.Status.class);
    in(
        item.path(),
        (store, name) -> {
          Manifest.readDetails(
              store.open(name),
              entry -> {
                counts.merge(entry.entry().status(), 1L, Long::sum);
                if (entry.entry().isLive()) {
                  add(entry, item, spec);
                }
              });
          return counts;
        });
    for (String difference : item.counts().differences(counts)) {
      findings.damaged("manifest %s %s".formatted(item.path(), difference));
    }
  }

  /** Where no list says by which spec a manifest's files are partitioned, one spec is no guess. */
  private int onlySpec(Item item) {
    if (item.spec().isEmpty() && specs.size() > 1) {
      findings.unsupported(
          "nothing says by which of %d specs manifest %s is partitioned"
              .formatted(specs.size(), item.path()),
          "rewrite the table's manifests, then compare");
    }
    return specs.keySet().iterator().next();
  }

  private void add(Detail detail, Item item, PartitionSpec spec) throws IOException {
    Manifest.Entry entry = detail.entry();
    if (entry.encrypted()) {
      findings.add(Obstacle.encrypted("file %s has a key".formatted(entry.path())));
      return;
    }
    OptionalLong sequence = detail.sequenceNumber();
    if (sequence.isEmpty()
        && (item.sequenceNumber() == 0 || entry.status() == Manifest.Status.ADDED)) {
      sequence = OptionalLong.of(item.sequenceNumber());
    }
    if (sequence.isEmpty()) {
      findings.damaged("file %s has no sequence number".formatted(entry.path()));
      return;
    }
    try {
      live.computeIfAbsent(entry.content(), any -> new ArrayList<>())
          .add(
              new LiveFile(
                  LocalFiles.path(entry.path()),
                  detail,
                  sequence.getAsLong(),
                  spec,
                  partition(detail, spec),
                  partitionValues(detail, spec)));
    } catch (LocalFiles.Elsewhere e) {
      findings.unsupported(Failures.fact(e), "copy the table to local folders with 'bering clone'");
    } catch (IOException e) {
      findings.damaged("file %s: %s".formatted(entry.path(), Failures.fact(e)));
    }
  }

  /** Files share a number if they have the same spec and the same values. */
  private int partition(Detail detail, PartitionSpec spec) throws IOException {
    StringBuilder key = new StringBuilder().append(spec.id());
    for (int field : new TreeSet<>(detail.partition().keySet())) {
      JsonNode column = metadata.field(spec.sameType().getOrDefault(field, -1));
      String value =
          PartitionText.exact(
              detail.partition().getOrDefault(field, ""), IcebergTypes.of(column.path("type")));
      key.append('|').append(field).append('=').append(value.length()).append(':').append(value);
    }
    return partitions.computeIfAbsent(key.toString(), any -> partitions.size());
  }

  private Map<Integer, Optional<String>> partitionValues(Detail detail, PartitionSpec spec)
      throws IOException {
    Map<Integer, Optional<String>> values = new HashMap<>();
    for (Map.Entry<Integer, Integer> identity : spec.identities().entrySet()) {
      int field = identity.getKey();
      int columnId = identity.getValue();
      JsonNode column = metadata.field(columnId);
      if (!detail.partitionFields().contains(field) || column.isMissingNode()) {
        continue; // a column that no schema has any more, or none that the file is partitioned by
      }
      Object value = detail.partition().get(field);
      values.put(
          columnId,
          value == null
              ? Optional.empty()
              : Optional.of(PartitionText.of(value, IcebergTypes.of(column.path("type")))));
    }
    return values;
  }
}
