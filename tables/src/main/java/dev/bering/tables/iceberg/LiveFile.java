package dev.bering.tables.iceberg;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A file of a snapshot, with rows or with deletes, of which nothing is known but what its manifest
 * says.
 *
 * @param sequenceNumber of its data
 * @param partition a number that files of one partition share
 * @param partitionValues by the ids of columns
 */
record LiveFile(
    Path path,
    Manifest.Detail detail,
    long sequenceNumber,
    PartitionSpec spec,
    int partition,
    Map<Integer, Optional<String>> partitionValues) {

  /** As metadata spells it. */
  String recorded() {
    return detail.entry().path();
  }

  String format() {
    return detail.entry().format();
  }
}
