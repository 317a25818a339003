/**
 * YAML files that people write, read strictly: every key has to be known, and everything that is
 * wrong is told at once, with its line and what to write instead.
 */
@NullMarked
package dev.bering.yaml;

import org.jspecify.annotations.NullMarked;
