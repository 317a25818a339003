@NullMarked
package dev.bering.rest;

import org.jspecify.annotations.NullMarked;
