package dev.bering.clone.delta;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bering.clone.RunLength;
import dev.bering.clone.Sorter;
import dev.bering.clone.Staging;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One version of a table, reconciled: each action as the log has it (Delta protocol, "Action
 * Reconciliation"). The files are too many to be held and are handed on.
 */
final class TableState {

  private final long version;
  private final Sorter<FileState> files;
  private final Map<String, ObjectNode> transactions = new TreeMap<>();
  private final Map<String, ObjectNode> domains = new TreeMap<>();
  private @Nullable ObjectNode protocol;
  private @Nullable ObjectNode metadata;

  TableState(long version, Staging staging) {
    this.version = version;
    this.files =
        new Sorter<>(staging, FileState.FORMAT, FileState.ORDER, RunLength.ofWholeActions());
  }

  void file(FileState state) throws IOException {
    files.add(state);
  }

  void transaction(ObjectNode transaction) {
    transactions.put(transaction.path("appId").asText(), transaction);
  }

  void domain(ObjectNode domain) {
    if (domain.path("removed").asBoolean()) {
      domains.remove(domain.path("domain").asText());
    } else {
      domains.put(domain.path("domain").asText(), domain);
    }
  }

  void protocol(ObjectNode newest) {
    protocol = newest;
  }

  void metadata(ObjectNode newest) {
    metadata = newest;
  }

  long version() {
    return version;
  }

  /** The newest metaData; empty for a log that has none. */
  Optional<ObjectNode> metadata() {
    return Optional.ofNullable(metadata);
  }

  /** The newest protocol; empty for a log that has none. */
  Optional<ObjectNode> protocol() {
    return Optional.ofNullable(protocol);
  }

  /** The last transaction of each application. */
  Map<String, ObjectNode> transactions() {
    return transactions;
  }

  /** The domains that have not been removed. */
  Map<String, ObjectNode> domains() {
    return domains;
  }

  /** Hands on the live files in order of path. Call once. */
  void drainLive(Sorter.Sink<FileState> sink) throws IOException {
    LastOfEach last = new LastOfEach(sink);
    files.drain(last::accept);
    last.end();
  }

  /** Of all that was said of one state of one file, the last word counts. */
  private static final class LastOfEach {
    private final Sorter.Sink<FileState> sink;
    private @Nullable FileState last;

    LastOfEach(Sorter.Sink<FileState> sink) {
      this.sink = sink;
    }

    void accept(FileState state) throws IOException {
      if (last != null && !last.isOf(state)) {
        end();
      }
      last = state;
    }

    void end() throws IOException {
      if (last != null && last.add()) {
        sink.accept(last);
      }
    }
  }
}
