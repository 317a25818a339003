package dev.bering.examples;

import java.time.LocalDate;

/**
 * An alert.
 *
 * @param alert_id follows from the detector, the window and the reason
 * @param detector which detection reports it
 * @param severity {@code critical}, {@code high} or {@code medium}
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record AlertRow(
    String alert_id,
    String detector,
    String protocol_type,
    String service,
    String flag,
    LocalDate slice_day,
    int slice_hour,
    String reason,
    String severity,
    double score) {}
