package dev.bering.clone.delta;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import dev.bering.model.Location;
import dev.bering.tables.LogReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one commit that turns a target into another version of its source. */
final class SnapshotCommit {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  /** Kept by a removal from the addition that it undoes (Delta protocol, "Remove File"). */
  private static final List<String> KEPT_BY_REMOVE =
      List.of(
          "partitionValues",
          "size",
          "stats",
          "tags",
          "deletionVector",
          "baseRowId",
          "defaultRowCommitVersion",
          "clusteringProvider");

  private final Location source;
  private final long sourceVersion;
  private final String sourceId;
  private final Optional<TableState> before;
  private final long version;
  private final Instant time;

  /**
   * A commit to be written.
   *
   * @param before the target as it is; empty for the first commit
   * @param version that the commit makes
   */
  SnapshotCommit(
      Location source,
      long sourceVersion,
      String sourceId,
      Optional<TableState> before,
      long version,
      Instant now) {
    this.source = source;
    this.sourceVersion = sourceVersion;
    this.sourceId = sourceId;
    this.before = before;
    this.version = version;
    this.time = now;
  }

  long version() {
    return version;
  }

  Instant time() {
    return time;
  }

  /** A file of either side, to be sorted together. */
  private record Sided(boolean atSource, FileState state) {}

  private static final Sorter.Format<Sided> FORMAT =
      new Sorter.Format<>() {
        @Override
        public void write(Sided sided, java.io.DataOutputStream out) throws IOException {
          out.writeBoolean(sided.atSource);
          FileState.FORMAT.write(sided.state, out);
        }

        @Override
        public Sided read(java.io.DataInputStream in) throws IOException {
          return new Sided(in.readBoolean(), FileState.FORMAT.read(in));
        }
      };

  private static final Comparator<Sided> ORDER =
      Comparator.<Sided, String>comparing(sided -> sided.state.path())
          .thenComparing(sided -> sided.state.vectorId())
          .thenComparing(Sided::atSource);

  /**
   * Writes the commit to a local file.
   *
   * @param protocol the source's
   * @param metadata the source's, with the properties that the target is to have
   * @param needs hears which files the target lacks
   * @return whether there is anything to commit
   */
  boolean write(
      TableState state,
      ObjectNode protocol,
      ObjectNode metadata,
      Reconciliation needs,
      Path file,
      Staging staging)
      throws IOException {
    Sorter<Sided> both = new Sorter<>(staging, FORMAT, ORDER, RunLength.ofWholeActions());
    state.drainLive(live -> both.add(new Sided(true, live)));
    if (before.isPresent()) {
      before.get().drainLive(live -> both.add(new Sided(false, live)));
    }
    try (Writer out =
        new BufferedWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), 1 << 16)) {
      Lines lines = new Lines(out);
      lines.write("commitInfo", commitInfo(metadata));
      long unchanged = lines.count;
      writeRules(protocol, metadata, lines);
      writeDomains(state, lines);
      Difference difference = new Difference(lines, needs);
      both.drain(difference::accept);
      difference.end();
      boolean changes = writeTransactions(state, lines) || lines.count > unchanged;
      ObjectNode ours = JSON.objectNode();
      ours.put("appId", SnapshotTarget.APPLICATION + sourceId);
      ours.put("version", sourceVersion);
      ours.put("lastUpdated", time.toEpochMilli());
      lines.write("txn", ours);
      return changes || before.isEmpty() || isOtherVersion();
    }
  }

  private boolean isOtherVersion() {
    return before
        .map(known -> known.transactions().get(SnapshotTarget.APPLICATION + sourceId))
        .map(cloned -> cloned.path("version").asLong() != sourceVersion)
        .orElse(true);
  }

  private ObjectNode commitInfo(ObjectNode metadata) {
    ObjectNode info = JSON.objectNode();
    if (SnapshotProperties.isOn(metadata)) {
      info.put("inCommitTimestamp", time.toEpochMilli());
    }
    info.put("timestamp", time.toEpochMilli());
    info.put("operation", "CLONE");
    ObjectNode parameters = info.putObject("operationParameters");
    parameters.put("source", source.toString());
    parameters.put("sourceVersion", Long.toString(sourceVersion));
    parameters.put("isShallow", "false");
    info.put("isBlindAppend", false);
    info.put("engineInfo", "Bering");
    info.put("txnId", UUID.randomUUID().toString());
    return info;
  }

  private void writeRules(ObjectNode protocol, ObjectNode metadata, Lines lines)
      throws IOException {
    if (!same(protocol, before.flatMap(TableState::protocol).orElse(null))) {
      lines.write("protocol", protocol);
    }
    Optional<ObjectNode> known = before.flatMap(TableState::metadata);
    metadata.put("id", known.map(m -> m.path("id").asText()).orElse(UUID.randomUUID().toString()));
    metadata.put(
        "createdTime", known.map(m -> m.path("createdTime").asLong()).orElse(time.toEpochMilli()));
    if (!same(metadata, known.orElse(null))) {
      lines.write("metaData", metadata);
    }
  }

  private void writeDomains(TableState state, Lines lines) throws IOException {
    Map<String, ObjectNode> known = before.map(TableState::domains).orElse(Map.of());
    for (Map.Entry<String, ObjectNode> domain : state.domains().entrySet()) {
      if (!same(domain.getValue(), known.get(domain.getKey()))) {
        lines.write("domainMetadata", domain.getValue());
      }
    }
    for (Map.Entry<String, ObjectNode> domain : known.entrySet()) {
      if (!state.domains().containsKey(domain.getKey())) {
        lines.write("domainMetadata", domain.getValue().deepCopy().put("removed", true));
      }
    }
  }

  private boolean writeTransactions(TableState state, Lines lines) throws IOException {
    Map<String, ObjectNode> known = before.map(TableState::transactions).orElse(Map.of());
    boolean changed = false;
    for (Map.Entry<String, ObjectNode> transaction : state.transactions().entrySet()) {
      boolean ofAClone = transaction.getKey().startsWith(SnapshotTarget.APPLICATION);
      if (!ofAClone && !same(transaction.getValue(), known.get(transaction.getKey()))) {
        lines.write("txn", transaction.getValue());
        changed = true;
      }
    }
    return changed;
  }

  /** A field that is null and one that is absent are the same to Delta. */
  private static boolean same(ObjectNode one, @Nullable ObjectNode other) {
    return other != null && withoutNulls(one).equals(withoutNulls(other));
  }

  private static ObjectNode withoutNulls(ObjectNode node) {
    ObjectNode copy = node.deepCopy();
    copy.properties().removeIf(field -> field.getValue().isNull());
    return copy;
  }

  /** One action a line. */
  private static final class Lines {
    private final Writer out;
    private long count;

    Lines(Writer out) {
      this.out = out;
    }

    void write(String action, JsonNode value) throws IOException {
      ObjectNode line = JSON.objectNode();
      line.set(action, value);
      out.write(LogReader.EXACT_JSON.writeValueAsString(line));
      out.write('\n');
      count++;
    }
  }

  /** Writes removals of what only the target has and additions of what only the source has. */
  private final class Difference {
    private final Lines lines;
    private final Reconciliation needs;
    private @Nullable Sided last;

    Difference(Lines lines, Reconciliation needs) {
      this.lines = lines;
      this.needs = needs;
    }

    void accept(Sided sided) throws IOException {
      Sided earlier = last;
      if (earlier != null && earlier.state.isOf(sided.state)) {
        last = null;
        renew(earlier.state, sided.state); // the source's comes last
        return;
      }
      end();
      last = sided;
    }

    void end() throws IOException {
      if (last == null) {
        return;
      }
      if (last.atSource) {
        lines.write("add", added(last.state));
        for (Need need : last.state.needs()) {
          needs.need(need);
        }
      } else {
        lines.write("remove", removed(last.state));
      }
      last = null;
    }

    /** The file is on both sides; the source may say more of it by now. */
    private void renew(FileState atTarget, FileState atSource) throws IOException {
      ObjectNode add = parse(atSource);
      ObjectNode known = parse(atTarget);
      for (ObjectNode action : List.of(add, known)) {
        action.remove(List.of("dataChange", "defaultRowCommitVersion"));
      }
      if (!same(add, known)) {
        lines.write("add", added(atSource).put("dataChange", false));
      }
    }

    private ObjectNode added(FileState state) throws JsonProcessingException {
      ObjectNode add = parse(state);
      add.put("dataChange", true);
      if (add.has("defaultRowCommitVersion")) {
        add.put("defaultRowCommitVersion", version);
      }
      return add;
    }

    private ObjectNode removed(FileState state) throws JsonProcessingException {
      ObjectNode add = parse(state);
      ObjectNode remove = JSON.objectNode();
      remove.set("path", add.get("path"));
      remove.put("deletionTimestamp", time.toEpochMilli());
      remove.put("dataChange", true);
      remove.put("extendedFileMetadata", true);
      for (String field : KEPT_BY_REMOVE) {
        if (add.hasNonNull(field)) {
          remove.set(field, add.get(field));
        }
      }
      return remove;
    }

    private static ObjectNode parse(FileState state) throws JsonProcessingException {
      return (ObjectNode) LogReader.EXACT_JSON.readTree(state.json());
    }
  }
}
