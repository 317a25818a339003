/**
 * Multi-transformers on Spark: components with several typed inputs and outputs, composed into
 * flows whose edges are checked by the compiler, when the flow is built, on empty frames, and while
 * it runs.
 */
@NullMarked
package dev.bering.flow;

import org.jspecify.annotations.NullMarked;
