package dev.bering.stores;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/** How Hadoop is told where things are. */
final class HadoopSettings {

  private static final List<String> FILES = List.of("core-site.xml", "hdfs-site.xml");
  private static final Map<String, HadoopSettings> READ = new ConcurrentHashMap<>();

  private final Configuration configuration;
  private final String hintForUnknownHosts;

  private HadoopSettings(Configuration configuration, String hintForUnknownHosts) {
    this.configuration = configuration;
    this.hintForUnknownHosts = hintForUnknownHosts;
  }

  /** Those of {@code HADOOP_CONF_DIR}, or none. */
  static HadoopSettings standard() {
    String folder = System.getenv("HADOOP_CONF_DIR");
    return READ.computeIfAbsent(
        folder == null ? "" : folder,
        named -> named.isEmpty() ? none() : of(java.nio.file.Path.of(named)));
  }

  /**
   * Those of a folder.
   *
   * @throws UserException STORE_SETTINGS_MISSING if it is not there: without what it says, the same
   *     names may mean other places
   */
  static HadoopSettings of(java.nio.file.Path folder) {
    if (!Files.isDirectory(folder)) {
      throw UserException.usage(
          new Problem(
              "STORE_SETTINGS_MISSING",
              "Cannot read Hadoop's settings: HADOOP_CONF_DIR names %s, and there is no such folder."
                  .formatted(folder),
              "put the folder there, on a cluster on every machine, or do not set"
                  + " HADOOP_CONF_DIR"));
    }
    Configuration configuration = new Configuration();
    for (String name : FILES) {
      java.nio.file.Path file = folder.resolve(name);
      if (Files.exists(file)) {
        configuration.addResource(new Path(file.toUri()));
      }
    }
    return new HadoopSettings(
        configuration,
        "check the name; if it is one of several name nodes together, hdfs-site.xml in %s has to name them"
            .formatted(folder));
  }

  /** Hadoop's own, except that a name node that is not there is not waited for: we do that. */
  static HadoopSettings none() {
    Configuration configuration = new Configuration();
    configuration.setInt("ipc.client.connect.max.retries", 0);
    return new HadoopSettings(
        configuration,
        "check the name; if it is one of several name nodes together, set HADOOP_CONF_DIR to the"
            + " folder with hdfs-site.xml");
  }

  /**
   * The store at {@code root}.
   *
   * @throws UserException STORE_UNKNOWN if Hadoop has no file system for the scheme, STORE_NO_HOST
   *     if it knows no such host, STORE_UNREACHABLE if it is not allowed or not able to begin
   */
  HadoopStore open(Location root, Retries retries) {
    URI uri = root.isLocal() ? URI.create("file:///") : root.toUri();
    try {
      // Knows the authority where the location leaves it to the settings.
      FileSystem files = FileSystem.get(uri, configuration);
      return new HadoopStore(
          files, FileContext.getFileContext(files.getUri(), configuration), root, retries);
    } catch (UnsupportedFileSystemException e) {
      throw unknown(root, e);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "STORE_UNREACHABLE",
              "Cannot open %s: %s."
                  .formatted(root, Failures.fact(HadoopFailures.of(root.toString(), e))),
              "check HADOOP_CONF_DIR and the login, such as kinit"),
          e);
    } catch (RuntimeException e) {
      if (hasCause(e, ClassNotFoundException.class)) {
        throw unknown(root, e);
      }
      if (hasCause(e, UnknownHostException.class)) {
        throw UserException.source(
            new Problem(
                "STORE_NO_HOST",
                "Cannot open %s: there is no host '%s'.".formatted(root, root.authority()),
                hintForUnknownHosts),
            e);
      }
      throw e;
    }
  }

  private static UserException unknown(Location root, Exception e) {
    return UserException.usage(
        new Problem(
            "STORE_UNKNOWN",
            "Cannot open %s: there is no store for '%s:'.".formatted(root, root.scheme()),
            "use a local path, s3: or hdfs:, or put Hadoop's library for it on the class path, such"
                + " as hadoop-azure for abfss:"),
        e);
  }

  private static boolean hasCause(Throwable e, Class<? extends Throwable> type) {
    for (Throwable at = e; at != null; at = at.getCause()) {
      if (type.isInstance(at)) {
        return true;
      }
    }
    return false;
  }
}
