/**
 * Where the time of a flow goes: what each node costs when it runs by itself, which node eats the
 * time of a run, what its operators show, and whether a run fits its time budget.
 */
@NullMarked
package dev.bering.profile;

import org.jspecify.annotations.NullMarked;
