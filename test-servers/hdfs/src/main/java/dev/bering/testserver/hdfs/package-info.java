@NullMarked
package dev.bering.testserver.hdfs;

import org.jspecify.annotations.NullMarked;
