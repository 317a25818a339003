/** Values everybody shares: locations, problems, exit codes, progress. No dependencies. */
@NullMarked
package dev.bering.model;

import org.jspecify.annotations.NullMarked;
