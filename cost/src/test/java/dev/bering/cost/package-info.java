/** Specification of bills and what is computed from them. */
@NullMarked
package dev.bering.cost;

import org.jspecify.annotations.NullMarked;
