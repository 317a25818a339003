/** Specification of the engine. */
@NullMarked
package dev.bering.engine;

import org.jspecify.annotations.NullMarked;
