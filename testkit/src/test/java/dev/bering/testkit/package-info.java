@NullMarked
package dev.bering.testkit;

import org.jspecify.annotations.NullMarked;
