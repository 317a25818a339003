/** The command line: verbs, reports, wiring and exit codes. */
@NullMarked
package dev.bering.app;

import org.jspecify.annotations.NullMarked;
