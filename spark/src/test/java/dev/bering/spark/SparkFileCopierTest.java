package dev.bering.spark;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** What is seen on one cluster, which takes more than what is seen on it. */
@Tag("spark")
class SparkFileCopierTest {

  @AfterAll
  static void close() throws Exception {
    SharedCluster.close();
  }

  @Nested
  class Stores extends StoresOnCluster {}

  @Nested
  class Copies extends CopiesOnCluster {}
}
