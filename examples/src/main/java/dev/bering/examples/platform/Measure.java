package dev.bering.examples.platform;

import java.time.LocalDate;

/**
 * How much of something an entity did in one hour.
 *
 * @param entity whose series it belongs to
 * @param service what it was done to, by its name in the inventory
 * @param amount a count, so that sums of it are exact
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record Measure(
    String entity, String service, LocalDate slice_day, int slice_hour, long amount) {}
