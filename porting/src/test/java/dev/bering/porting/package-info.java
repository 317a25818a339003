@NullMarked
package dev.bering.porting;

import org.jspecify.annotations.NullMarked;
