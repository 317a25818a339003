@NullMarked
package dev.bering.clone.delta;

import org.jspecify.annotations.NullMarked;
