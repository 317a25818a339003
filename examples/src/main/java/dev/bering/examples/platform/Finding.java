package dev.bering.examples.platform;

import java.time.LocalDate;

/**
 * What a detection reports.
 *
 * @param entity who did it
 * @param service what it was done to, by its name in the inventory
 * @param score higher is worse; what it counts in is the detection's own
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record Finding(
    String entity,
    String service,
    LocalDate slice_day,
    int slice_hour,
    double score,
    String reason) {}
