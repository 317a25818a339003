@NullMarked
package dev.bering.profile;

import org.jspecify.annotations.NullMarked;
