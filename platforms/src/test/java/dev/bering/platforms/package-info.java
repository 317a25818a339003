@NullMarked
package dev.bering.platforms;

import org.jspecify.annotations.NullMarked;
