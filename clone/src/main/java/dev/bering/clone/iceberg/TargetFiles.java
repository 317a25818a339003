package dev.bering.clone.iceberg;

import dev.bering.stores.Store;
import dev.bering.stores.Store.StoredFile;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** Metadata files that a target holds already; a folder is listed when it is first asked for. */
final class TargetFiles {

  private final Store store;
  private final Map<String, Map<String, Long>> folders = new HashMap<>();

  TargetFiles(Store store) {
    this.store = store;
  }

  boolean has(String path) throws IOException {
    return sizeBytes(path).isPresent();
  }

  OptionalLong sizeBytes(String path) throws IOException {
    String folder = path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
    Map<String, Long> files = folders.get(folder);
    if (files == null) {
      files = new HashMap<>();
      for (StoredFile file : store.list(folder)) {
        files.put(file.path(), file.sizeBytes());
      }
      folders.put(folder, files);
    }
    Long size = files.get(path);
    return size == null ? OptionalLong.empty() : OptionalLong.of(size);
  }
}
