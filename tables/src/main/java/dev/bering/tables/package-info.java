/**
 * Table formats, stores, and the clone: what a table is made of, what a copy of it needs, and the
 * local runner that makes the copy.
 */
@NullMarked
package dev.bering.tables;

import org.jspecify.annotations.NullMarked;
