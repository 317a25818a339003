/**
 * What moves over the network, as flow logs tell it: read in every format, counted exactly, by
 * whatever key.
 */
@NullMarked
package dev.bering.transfer;

import org.jspecify.annotations.NullMarked;
