package dev.bering.testserver.yarn;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A YARN of one resource manager and one node, on free ports of the loopback interface. It writes
 * the settings that reach it into a folder, and prints the resource manager's port. It ends with
 * its standard input.
 */
public final class YarnService {

  private YarnService() {}

  /**
   * Serves until standard input ends.
   *
   * @param args the folder for {@code yarn-site.xml} and {@code core-site.xml}
   */
  public static void main(String[] args) throws Exception {
    try {
      YarnConfiguration settings = new YarnConfiguration();
      settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
      settings.set("yarn.scheduler.capacity.root.queues", "default");
      settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
      settings.setInt(YarnConfiguration.RM_SCHEDULER_MINIMUM_ALLOCATION_MB, 256);
      settings.setInt(YarnConfiguration.NM_PMEM_MB, 6144);
      settings.setInt(YarnConfiguration.NM_VCORES, 8);
      settings.setBoolean(YarnConfiguration.NM_PMEM_CHECK_ENABLED, false);
      settings.setBoolean(YarnConfiguration.NM_VMEM_CHECK_ENABLED, false);
      settings.setFloat(YarnConfiguration.NM_MAX_PER_DISK_UTILIZATION_PERCENTAGE, 100.0f);
      settings.setLong(YarnConfiguration.DEBUG_NM_DELETE_DELAY_SEC, 600);
      settings.setBoolean(YarnConfiguration.LOG_AGGREGATION_ENABLED, true);
      settings.set(YarnConfiguration.NM_REMOTE_APP_LOG_DIR, args[0] + "/logs");
      MiniYARNCluster cluster = new MiniYARNCluster("bering", 1, 1, 1);
      cluster.init(settings);
      cluster.start();
      Configuration served = cluster.getConfig();
      Path folder = Files.createDirectories(Path.of(args[0]));
      try (OutputStream out = Files.newOutputStream(folder.resolve("yarn-site.xml"))) {
        served.writeXml(out);
      }
      Files.writeString(
          folder.resolve("core-site.xml"),
          "<configuration><property><name>fs.defaultFS</name><value>file:///</value></property></configuration>");
      String address = served.get(YarnConfiguration.RM_ADDRESS);
      System.out.println(address.substring(address.lastIndexOf(':') + 1));
      while (System.in.read() >= 0) {
        // Nothing is said to a server but to end.
      }
    } catch (Exception e) {
      e.printStackTrace(System.err);
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }
}
