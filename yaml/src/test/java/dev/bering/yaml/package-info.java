@NullMarked
package dev.bering.yaml;

import org.jspecify.annotations.NullMarked;
