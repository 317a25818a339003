@NullMarked
package dev.bering.clone.jdbc;

import org.jspecify.annotations.NullMarked;
