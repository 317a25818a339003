package dev.bering.clone.delta;

import dev.bering.stores.Store.StoredFile;
import java.util.List;

/**
 * What a replica of a Delta table consists of besides its files: the log.
 *
 * @param tableId the newest {@code metaData.id}; empty if the commits that were read name none
 * @param first the oldest version whose log files are carried
 * @param version the newest version
 * @param logFiles to be carried, in the order in which they must appear
 * @param moved whether a file of the table is named by its whole location, so that the replica's
 *     log must spell it otherwise
 */
record ReplicaContents(
    String tableId, long first, long version, List<StoredFile> logFiles, boolean moved) {

  ReplicaContents {
    logFiles = List.copyOf(logFiles);
  }
}
