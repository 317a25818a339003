/**
 * What everybody shares: locations, problems, exit codes, progress, whole files. No dependencies.
 */
@NullMarked
package dev.bering.model;

import org.jspecify.annotations.NullMarked;
