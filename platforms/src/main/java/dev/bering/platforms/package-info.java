/**
 * The platforms that jobs run on. Each says what its block in a job file may hold, renders a job
 * into its own words without touching the network, and then starts, finds, follows and stops runs.
 */
@NullMarked
package dev.bering.platforms;

import org.jspecify.annotations.NullMarked;
