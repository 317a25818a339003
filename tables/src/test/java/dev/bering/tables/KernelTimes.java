package dev.bering.tables;

import dev.bering.stores.Store;
import io.delta.kernel.Snapshot;
import io.delta.kernel.TableManager;
import io.delta.kernel.engine.Engine;
import java.time.Instant;

/** Time travel as Delta Kernel does it. */
public final class KernelTimes {

  private KernelTimes() {}

  /** The version that was current then. */
  public static long versionAt(Store store, Instant time) {
    Engine engine = KernelEngine.over(store);
    Snapshot newest = TableManager.loadSnapshot(KernelFiles.ROOT).build(engine);
    return TableManager.loadSnapshot(KernelFiles.ROOT)
        .atTimestamp(time.toEpochMilli(), newest)
        .build(engine)
        .getVersion();
  }
}
