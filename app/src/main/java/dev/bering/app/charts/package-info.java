/** Charts of pages, drawn without a script, and the same figures as bars on a terminal. */
@NullMarked
package dev.bering.app.charts;

import org.jspecify.annotations.NullMarked;
