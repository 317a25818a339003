package dev.bering.clone.delta;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a person may decide about a snapshot.
 *
 * @param asOf which version of the source
 * @param properties table properties that the target has otherwise than the source
 */
public record SnapshotOptions(AsOf asOf, Map<String, String> properties) {

  /** The newest version, with the source's properties. */
  public static final SnapshotOptions DEFAULT = new SnapshotOptions(new AsOf.Newest(), Map.of());

  public SnapshotOptions {
    properties = Map.copyOf(new TreeMap<>(properties));
  }

  /** A version of a table. */
  public sealed interface AsOf {
    /** The newest one. */
    record Newest() implements AsOf {}

    /** The one with that number. */
    record Version(long number) implements AsOf {}

    /** The one that was current at that time. */
    record Time(Instant time) implements AsOf {}
  }
}
