/**
 * Tests of components and flows with JUnit: rows are given and expected as text tables, on one
 * Spark session for all tests of a process.
 */
@NullMarked
package dev.bering.testkit;

import org.jspecify.annotations.NullMarked;
