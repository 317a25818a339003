@NullMarked
package dev.bering.flowfile;

import org.jspecify.annotations.NullMarked;
