/** Jobs over HTTP, for schedulers and scripts: the same functions as on the command line. */
@NullMarked
package dev.bering.rest;

import org.jspecify.annotations.NullMarked;
