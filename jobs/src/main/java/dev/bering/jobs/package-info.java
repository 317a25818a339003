/**
 * Jobs as files: read with the origin of every value, published with versions, run on the platform
 * that one line names. What a platform is, is said by {@link dev.bering.jobs.Platform}; nothing
 * here knows any of them.
 */
@NullMarked
package dev.bering.jobs;

import org.jspecify.annotations.NullMarked;
