/** Jobs that run on any Spark from 3.5 on, for tests of platforms. */
@NullMarked
package dev.bering.testserver.spark;

import org.jspecify.annotations.NullMarked;
