package dev.bering.tables;

import io.delta.kernel.defaults.engine.DefaultEngine;
import io.delta.kernel.engine.Engine;
import org.apache.hadoop.conf.Configuration;

/** The one Delta Kernel engine of this process; made on first use, as it loads Hadoop. */
final class KernelEngine {

  private static final class Holder {
    static final Engine ENGINE = create();

    private static Engine create() {
      // Without default resources: nothing of a Hadoop installation on this machine leaks in.
      Configuration configuration = new Configuration(false);
      configuration.set("fs.file.impl", "org.apache.hadoop.fs.LocalFileSystem");
      return DefaultEngine.create(configuration);
    }
  }

  private KernelEngine() {}

  static Engine engine() {
    return Holder.ENGINE;
  }
}
