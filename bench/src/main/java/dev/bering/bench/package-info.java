/** Work for side-by-side benchmarks; {@code bench/run} puts it together. */
@NullMarked
package dev.bering.bench;

import org.jspecify.annotations.NullMarked;
