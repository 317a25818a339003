@NullMarked
package dev.bering.examples;

import org.jspecify.annotations.NullMarked;
