/**
 * Shows that a ported component computes what the legacy one did: recorded legacy inputs go through
 * translators that are tested themselves, the component runs on them, and what it makes is compared
 * with what the legacy one recorded.
 */
@NullMarked
package dev.bering.porting;

import org.jspecify.annotations.NullMarked;
