@NullMarked
package dev.bering.spark;

import org.jspecify.annotations.NullMarked;
