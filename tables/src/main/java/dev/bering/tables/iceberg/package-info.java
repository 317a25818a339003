/**
 * Iceberg tables as their specification describes them: metadata, manifests, and how the columns of
 * a snapshot are found in its data files.
 */
@NullMarked
package dev.bering.tables.iceberg;

import org.jspecify.annotations.NullMarked;
