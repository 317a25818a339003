package dev.bering.examples.platform;

import java.time.LocalDate;

/**
 * An alert with whose it is.
 *
 * @param owner {@code nobody} if the service is not in the inventory
 * @param criticality of the service, 1 is the highest; 4 if it is not in the inventory
 * @param in_maintenance whether it fell into the hours in which the service is maintained
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record OwnedAlert(
    String alert_id,
    String detector,
    String entity,
    String service,
    LocalDate slice_day,
    int slice_hour,
    String reason,
    String severity,
    double score,
    String owner,
    int criticality,
    boolean in_maintenance) {}
