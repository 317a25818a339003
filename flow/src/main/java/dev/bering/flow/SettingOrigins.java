package dev.bering.flow;

import java.lang.reflect.Field;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.HdfsConfiguration;
import org.apache.hadoop.mapreduce.util.ConfigUtil;

/**
 * The names of the files that Hadoop's settings come from. Spark sends all thousand settings along
 * with every scan and every write, and Hadoop zips the origin of each by itself, which is a tenth
 * of the processor time of a query on a small Delta table. Nothing but a dump of the settings asks
 * for them.
 *
 * <p>Source: a profile of Delta 4.4.0 on Spark 4.1.3 and Hadoop 3.4.2; {@code Configuration.write}
 * there.
 */
final class SettingOrigins {

  private SettingOrigins() {}

  /**
   * Forgets where {@code settings} come from; their values stay. Defaults that are added later
   * bring all origins back, so those that Hadoop adds with the first file system and the first
   * write are added now. Hadoop offers no method for it: where its field is another one, it all
   * goes on with the origins, only slower.
   */
  static void forget(Configuration settings) {
    HdfsConfiguration.init();
    ConfigUtil.loadResources();
    settings.size(); // reads them anew
    try {
      Field origins = Configuration.class.getDeclaredField("updatingResource");
      origins.setAccessible(true);
      if (origins.get(settings) instanceof Map<?, ?> names) {
        names.clear();
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Another Hadoop: as said above.
    }
  }
}
