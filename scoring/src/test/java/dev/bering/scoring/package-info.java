@NullMarked
package dev.bering.scoring;

import org.jspecify.annotations.NullMarked;
