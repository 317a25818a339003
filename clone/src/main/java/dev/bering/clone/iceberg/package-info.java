/**
 * Replicas of Iceberg tables: paths are rewritten in metadata, manifest lists, manifests and
 * position deletes; every other byte stays.
 */
@NullMarked
package dev.bering.clone.iceberg;

import org.jspecify.annotations.NullMarked;
