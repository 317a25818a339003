/** Table formats: what a table consists of at one version, and what its log says. */
@NullMarked
package dev.bering.tables;

import org.jspecify.annotations.NullMarked;
