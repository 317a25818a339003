package dev.bering.examples.platform;

import java.time.LocalDate;

/** A line of a server's log as it landed, with the hour it was written in. */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record LogLine(String line, LocalDate slice_day, int slice_hour) {}
