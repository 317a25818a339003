@NullMarked
package dev.bering.jobs;

import org.jspecify.annotations.NullMarked;
