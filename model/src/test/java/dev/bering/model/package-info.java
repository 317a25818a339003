@NullMarked
package dev.bering.model;

import org.jspecify.annotations.NullMarked;
