package dev.bering.examples.platform;

import java.time.Instant;

/**
 * The attempts to log in from one address in one hour, or, rolled up, in one day.
 *
 * @param source the address
 * @param at when the hour or the day begins
 * @param failed attempts that were turned away
 * @param invalid_users attempts that named an account that there is not
 * @param accepted attempts that were let in
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record LoginHour(
    String source, Instant at, long failed, long invalid_users, long accepted) {}
