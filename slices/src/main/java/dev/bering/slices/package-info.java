/** Flows over time: slices, what one leaves for the next, what is published and what is stale. */
@NullMarked
package dev.bering.slices;

import org.jspecify.annotations.NullMarked;
