@NullMarked
package dev.bering.telemetry;

import org.jspecify.annotations.NullMarked;
