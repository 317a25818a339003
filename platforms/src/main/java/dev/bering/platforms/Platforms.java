package dev.bering.platforms;

import dev.bering.jobs.Platform;
import java.nio.file.Path;
import java.util.List;

/** The platforms that there are. */
public final class Platforms {

  private Platforms() {}

  /**
   * All of them.
   *
   * @param folder where what runs on this machine leaves its output
   */
  public static List<Platform> all(Path folder) {
    return List.of(
        new LocalPlatform(folder),
        new StandalonePlatform(folder),
        new YarnPlatform(folder),
        new DatabricksPlatform(),
        new EmrPlatform(),
        new EmrServerlessPlatform(),
        new KubernetesPlatform());
  }
}
