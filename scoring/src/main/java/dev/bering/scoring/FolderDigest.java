package dev.bering.scoring;

import dev.bering.model.Problem;
import dev.bering.model.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.SparkSession;

/**
 * The SHA-256 over the files of a folder: for each, in the order of their paths within it, the
 * path, the length and the contents. Files whose names begin with a dot or an underscore, such as
 * checksums and marks of success, are left out.
 */
final class FolderDigest {

  private FolderDigest() {}

  static String of(SparkSession spark, String folder) {
    try {
      var root = new Path(folder);
      FileSystem files = root.getFileSystem(spark.sparkContext().hadoopConfiguration());
      String base = files.makeQualified(root).toString();
      MessageDigest digest = Sha256.digest();
      for (Map.Entry<String, LocatedFileStatus> file : files(files, root, base).entrySet()) {
        String head = "%s\n%d\n".formatted(file.getKey(), file.getValue().getLen());
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        try (InputStream in =
            new DigestInputStream(files.open(file.getValue().getPath()), digest)) {
          in.transferTo(OutputStream.nullOutputStream());
        }
      }
      return Sha256.spelled(digest, new byte[0]);
    } catch (IOException e) {
      throw UserException.source(
          new Problem(
              "SCORING_FILE",
              "Cannot read the files in %s: %s.".formatted(folder, e.getMessage()),
              "check the folder and the rights to it"),
          e);
    }
  }

  private static Map<String, LocatedFileStatus> files(FileSystem files, Path root, String base)
      throws IOException {
    var found = new TreeMap<String, LocatedFileStatus>();
    RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true);
    while (all.hasNext()) {
      LocatedFileStatus file = all.next();
      String name = file.getPath().getName();
      if (!name.startsWith(".") && !name.startsWith("_")) {
        found.put(file.getPath().toString().substring(base.length()), file);
      }
    }
    return found;
  }
}
