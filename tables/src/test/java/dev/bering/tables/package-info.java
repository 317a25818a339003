@NullMarked
package dev.bering.tables;

import org.jspecify.annotations.NullMarked;
