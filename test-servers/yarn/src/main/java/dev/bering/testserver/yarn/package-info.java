@NullMarked
package dev.bering.testserver.yarn;

import org.jspecify.annotations.NullMarked;
