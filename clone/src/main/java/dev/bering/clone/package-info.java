/**
 * Copies of tables: what a copy consists of, the plan that makes it, the runner that carries the
 * plan out, and the check that compares the two sides.
 */
@NullMarked
package dev.bering.clone;

import org.jspecify.annotations.NullMarked;
