/**
 * A Spark cluster carries out clone plans, where tasks copy files and this process does all else,
 * and answers the SQL of comparison plans.
 */
@NullMarked
package dev.bering.spark;

import org.jspecify.annotations.NullMarked;
