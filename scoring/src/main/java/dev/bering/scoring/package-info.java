/** Models of ONNX and Spark ML for the ports of flows. */
@NullMarked
package dev.bering.scoring;

import org.jspecify.annotations.NullMarked;
