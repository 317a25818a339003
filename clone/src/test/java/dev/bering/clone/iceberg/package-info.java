@NullMarked
package dev.bering.clone.iceberg;

import org.jspecify.annotations.NullMarked;
