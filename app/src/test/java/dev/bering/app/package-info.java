@NullMarked
package dev.bering.app;

import org.jspecify.annotations.NullMarked;
