/**
 * A small threat-detection platform to migrate: its legacy side (a Delta table and SQL on DuckDB),
 * its port (a typed flow on Spark), the model both apply, and what the comparison of the two
 * declares.
 */
@NullMarked
package dev.bering.examples;

import org.jspecify.annotations.NullMarked;
