/**
 * Whether two tables hold the same: a declaration ({@link Comparison}) becomes a plan, the plan a
 * verdict with reasons.
 */
@NullMarked
package dev.bering.parity;

import org.jspecify.annotations.NullMarked;
