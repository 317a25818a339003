package dev.bering.examples.platform;

import java.time.LocalDate;

/**
 * An alert before anybody knows whose it is.
 *
 * @param alert_id follows from the detector, the entity, the hour and the reason
 * @param detector which detection reports it
 * @param severity {@code critical}, {@code high} or {@code medium}
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record Alert(
    String alert_id,
    String detector,
    String entity,
    String service,
    LocalDate slice_day,
    int slice_hour,
    String reason,
    String severity,
    double score) {}
