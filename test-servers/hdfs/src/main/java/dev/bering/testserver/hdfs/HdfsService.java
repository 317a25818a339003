package dev.bering.testserver.hdfs;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;

/**
 * An HDFS of one name node and one data node, on free ports of the loopback interface; it prints
 * the name node's. It ends with its standard input: when whoever started it closes it or dies.
 */
public final class HdfsService {

  private HdfsService() {}

  /**
   * Serves until standard input ends.
   *
   * @param args the folder to keep blocks in
   */
  public static void main(String[] args) throws Exception {
    try {
      Configuration settings = new Configuration();
      settings.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, args[0]);
      MiniDFSCluster cluster = new MiniDFSCluster.Builder(settings).numDataNodes(1).build();
      cluster.waitActive();
      System.out.println(cluster.getNameNodePort());
      awaitEndOfInput();
    } finally {
      // The cluster's own threads would keep the process alive, and its orderly end takes 17 s.
      Runtime.getRuntime().halt(0);
    }
  }

  private static void awaitEndOfInput() throws IOException {
    while (System.in.read() >= 0) {
      // Nothing is said to a server but to end.
    }
  }
}
