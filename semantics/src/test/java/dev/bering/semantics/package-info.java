@NullMarked
package dev.bering.semantics;

import org.jspecify.annotations.NullMarked;
