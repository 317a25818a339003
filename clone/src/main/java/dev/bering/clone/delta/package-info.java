/** Clones of Delta tables: replicas, snapshots, and their check. */
@NullMarked
package dev.bering.clone.delta;

import org.jspecify.annotations.NullMarked;
