/**
 * What things cost, as bills tell it: every bill becomes rows of FOCUS, and each number can be
 * traced back to them.
 */
@NullMarked
package dev.bering.cost;

import org.jspecify.annotations.NullMarked;
