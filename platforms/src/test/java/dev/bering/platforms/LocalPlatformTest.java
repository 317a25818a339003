package dev.bering.platforms;

import dev.bering.jobs.Platform;

/** This machine, with Spark 4.1, as a platform. */
class LocalPlatformTest extends PlatformContract {

  @Override
  Platform platform() {
    return new LocalPlatform(folder.resolve("runs"));
  }

  @Override
  String block() {
    return "    sparkHome: \"%s\"\n    sparkVersion: \"4.1\"\n    master: local[2]\n    sparkConf: {%s}"
        .formatted(SparkInstallation.target(), eventLog("")); // rolled and zstd, as 4.1 assumes
  }

  @Override
  boolean logsEvents() {
    return true;
  }
}
