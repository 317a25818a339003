@NullMarked
package dev.bering.lint;

import org.jspecify.annotations.NullMarked;
