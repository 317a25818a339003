@NullMarked
package dev.bering.testserver.iceberg;

import org.jspecify.annotations.NullMarked;
