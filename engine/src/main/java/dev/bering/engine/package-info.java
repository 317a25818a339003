/** SQL in, rows out over named relations: DuckDB in this process. */
@NullMarked
package dev.bering.engine;

import org.jspecify.annotations.NullMarked;
