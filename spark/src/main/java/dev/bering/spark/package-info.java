/** Carries out clone plans on a Spark cluster: tasks copy files, this process does all else. */
@NullMarked
package dev.bering.spark;

import org.jspecify.annotations.NullMarked;
