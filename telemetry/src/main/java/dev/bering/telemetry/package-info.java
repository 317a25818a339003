/** Tells other systems of runs of flows: lineage by OpenLineage, metrics by Micrometer. */
@NullMarked
package dev.bering.telemetry;

import org.jspecify.annotations.NullMarked;
