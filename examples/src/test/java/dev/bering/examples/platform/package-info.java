@NullMarked
package dev.bering.examples.platform;

import org.jspecify.annotations.NullMarked;
