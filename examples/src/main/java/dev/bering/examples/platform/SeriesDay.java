package dev.bering.examples.platform;

import java.time.LocalDate;

/**
 * A day of an entity's series: what its mean and deviation follow from. Whole numbers, so it does
 * not matter in which order the hours were added.
 *
 * @param hours in which there was anything of the entity
 * @param total the sum of the amounts
 * @param squares the sum of their squares
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record SeriesDay(String entity, LocalDate day, long hours, long total, long squares) {}
