@NullMarked
package dev.bering.clone;

import org.jspecify.annotations.NullMarked;
