package dev.bering.examples.platform;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * A line of the log, understood.
 *
 * @param kind null if it was not
 * @param account whom it is about, if it says so
 * @param source the address that the attempt came from; null where it is none
 * @param times how many attempts the line stands for, as the log sums up repeated messages
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record LogEntry(
    LocalDate slice_day,
    int slice_hour,
    @Nullable LogEntryKind kind,
    @Nullable String account,
    @Nullable String source,
    int times,
    String line) {}
