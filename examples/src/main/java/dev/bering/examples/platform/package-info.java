/**
 * The whole detection platform, hour by hour over 30 days: connections, the log of an SSH server
 * and an inventory go in; features, what could not be read, and alerts come out.
 */
@NullMarked
package dev.bering.examples.platform;

import org.jspecify.annotations.NullMarked;
