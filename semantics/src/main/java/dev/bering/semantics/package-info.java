/**
 * Functions that behave as those of legacy engines do, for ported code that must give the same
 * results. Plain Java without a library, so that each can be tested with a table of values.
 *
 * <p>No function takes a null: SQL's null in, null out is for the caller. A result that SQL calls
 * null is an empty {@link java.util.Optional} here.
 */
@NullMarked
package dev.bering.semantics;

import org.jspecify.annotations.NullMarked;
