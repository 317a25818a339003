@NullMarked
package dev.bering.testserver.s3;

import org.jspecify.annotations.NullMarked;
