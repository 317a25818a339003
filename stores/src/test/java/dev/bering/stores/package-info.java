@NullMarked
package dev.bering.stores;

import org.jspecify.annotations.NullMarked;
