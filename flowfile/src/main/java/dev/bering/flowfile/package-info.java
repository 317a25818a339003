/**
 * Flow files: which flow runs, on which tables, in which slices, within which time. Read, planned,
 * run, and packaged into one jar that runs elsewhere; the command line and such a jar go the same
 * way.
 */
@NullMarked
package dev.bering.flowfile;

import org.jspecify.annotations.NullMarked;
