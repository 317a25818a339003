@NullMarked
package dev.bering.flow;

import org.jspecify.annotations.NullMarked;
