/**
 * Files somewhere: a folder of this machine, a prefix of an object store, a folder of a Hadoop file
 * system. What a store promises is the same everywhere, and one contract suite holds every one to
 * it.
 */
@NullMarked
package dev.bering.stores;

import org.jspecify.annotations.NullMarked;
