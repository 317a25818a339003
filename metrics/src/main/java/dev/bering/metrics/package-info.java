/** What Bering itself moves and how its work ends, counted for Prometheus. */
@NullMarked
package dev.bering.metrics;

import org.jspecify.annotations.NullMarked;
