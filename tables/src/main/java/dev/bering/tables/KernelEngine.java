package dev.bering.tables;

import dev.bering.stores.Store;
import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;

/** Delta Kernel over one store; loads Hadoop's Parquet classes on first use. */
final class KernelEngine {

  private KernelEngine() {}

  /** An engine that sees the files of {@code store} and no others. */
  static Engine over(Store store) {
    return DefaultEngine.create(new KernelFiles(store));
  }
}
