package dev.bering.examples;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What a detection says of a window.
 *
 * @param score higher is worse; what it counts in is the detection's own; null if it could not say
 * @param reason what it reports; null if nothing
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record DetectionRow(
    String protocol_type,
    String service,
    String flag,
    LocalDate slice_day,
    int slice_hour,
    @Nullable Double score,
    @Nullable String reason) {}
