@NullMarked
package dev.bering.tables.iceberg;

import org.jspecify.annotations.NullMarked;
