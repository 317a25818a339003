/**
 * Reads SQL that is to be carried to Spark and points at what engines answer differently. It knows
 * the text only: no catalogue, no types of columns; each rule says what it takes for harmless.
 */
@NullMarked
package dev.bering.lint;

import org.jspecify.annotations.NullMarked;
