package dev.bering.examples.platform;

/**
 * A service that is monitored.
 *
 * @param criticality 1 is the highest, 4 the lowest
 * @param maintenance_from the hour of the day, UTC, in which maintenance begins
 * @param maintenance_to the hour in which it is over; equal to the former if there is none
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record InventoryRow(
    String service, String owner, int criticality, int maintenance_from, int maintenance_to) {}
