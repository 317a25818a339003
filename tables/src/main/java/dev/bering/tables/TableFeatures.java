package dev.bering.tables;

import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The protocol versions and table features whose files a replica is known to carry completely. A
 * feature belongs here when it is understood which files it adds to a table, not when it is merely
 * harmless to readers; everything else is refused by name.
 *
 * <p>Source: Delta protocol, "Table Features" and its list of valid feature names.
 */
public final class TableFeatures {

  private static final int NEWEST_READER = 3;
  private static final int NEWEST_WRITER = 7;

  /**
   * None of these makes a table refer to files that adds, removes, cdc and sidecars do not name.
   */
  private static final Set<String> UNDERSTOOD =
      Set.of(
          "allowColumnDefaults",
          "appendOnly",
          "changeDataFeed",
          "checkConstraints",
          "checkpointProtection",
          "clustering",
          "collations",
          "collations-preview",
          "columnMapping",
          "deletionVectors",
          "domainMetadata",
          "generatedColumns",
          "icebergCompatV1",
          "icebergCompatV2",
          "icebergCompatV3",
          "icebergWriterCompatV1",
          "icebergWriterCompatV3",
          "identityColumns",
          "inCommitTimestamp",
          "inCommitTimestamp-preview",
          "invariants",
          "materializePartitionColumns",
          "rowTracking",
          "timestampNtz",
          "typeWidening",
          "typeWidening-preview",
          "v2Checkpoint",
          "vacuumProtocolCheck",
          "variantShredding",
          "variantShredding-preview",
          "variantType",
          "variantType-preview");

  private TableFeatures() {}

  /** Everything in {@code protocol} that keeps a table from being cloned; empty if nothing does. */
  public static List<Problem> problems(String table, LogAction.Protocol protocol, String where) {
    List<Problem> problems = new ArrayList<>();
    if (protocol.minReaderVersion() < 1 || protocol.minReaderVersion() > NEWEST_READER) {
      problems.add(versionProblem(table, "reader", protocol.minReaderVersion(), where));
    }
    if (protocol.minWriterVersion() < 1 || protocol.minWriterVersion() > NEWEST_WRITER) {
      problems.add(versionProblem(table, "writer", protocol.minWriterVersion(), where));
    }
    Set<String> unknown = new TreeSet<>(protocol.readerFeatures());
    unknown.addAll(protocol.writerFeatures());
    unknown.removeAll(UNDERSTOOD);
    for (String feature : unknown) {
      problems.add(
          new Problem(
              "CLONE_UNKNOWN_FEATURE",
              "Cannot clone %s: %s requires table feature '%s', which this version does not know how to copy."
                  .formatted(table, where, feature),
              "drop the feature at the source (ALTER TABLE ... DROP FEATURE) or use a newer Bering"));
    }
    return problems;
  }

  private static Problem versionProblem(String table, String role, int version, String where) {
    return new Problem(
        "CLONE_UNKNOWN_PROTOCOL",
        "Cannot clone %s: %s requires %s version %d, and %d is the newest that is known."
            .formatted(
                table, where, role, version, role.equals("reader") ? NEWEST_READER : NEWEST_WRITER),
        "use a newer Bering, or check that the log is not damaged");
  }
}
