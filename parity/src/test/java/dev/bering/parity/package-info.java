/** Specification of the comparison. */
@NullMarked
package dev.bering.parity;

import org.jspecify.annotations.NullMarked;
