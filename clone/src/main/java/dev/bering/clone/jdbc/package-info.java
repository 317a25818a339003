/**
 * Tables of relational databases, cloned into Delta tables: one consistent snapshot of the source,
 * read in ranges of its key, every range one data file that a later run can prove to be still
 * right.
 */
@NullMarked
package dev.bering.clone.jdbc;

import org.jspecify.annotations.NullMarked;
