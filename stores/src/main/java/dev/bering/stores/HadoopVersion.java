package dev.bering.stores;

import org.apache.hadoop.fs.EtagSource;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.hdfs.protocol.HdfsFileStatus;

/**
 * What tells whether a file of Hadoop's was written to or replaced meanwhile.
 *
 * @param modifiedMillis since 1970
 * @param key of the file under that name: its number in HDFS, its tag in an object store, empty
 *     where the file system has neither
 */
record HadoopVersion(long sizeBytes, long modifiedMillis, String key) {

  static HadoopVersion of(FileStatus status) {
    return new HadoopVersion(status.getLen(), status.getModificationTime(), key(status));
  }

  private static String key(FileStatus status) {
    return status instanceof HdfsFileStatus numbered
        ? Long.toString(numbered.getFileId())
        : tag(status);
  }

  /** Another text for every other content, where the file system has such; else empty. */
  static String tag(FileStatus status) {
    return status instanceof EtagSource tagged && tagged.getEtag() != null ? tagged.getEtag() : "";
  }

  /**
   * Makes sure that this version is still there.
   *
   * @throws ChangedException if another one is
   */
  void requireStill(FileStatus status) throws ChangedException {
    HadoopVersion now = of(status);
    if (now.sizeBytes != sizeBytes) {
      throw ChangedException.resized(status.getPath().toString(), sizeBytes, now.sizeBytes);
    }
    if (!now.equals(this)) {
      throw ChangedException.replaced(status.getPath().toString());
    }
  }
}
