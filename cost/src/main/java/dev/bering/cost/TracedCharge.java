package dev.bering.cost;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A row of a bill, and what of it is for a consumer.
 *
 * @param run for which the part is; empty if it is for none
 * @param attempt of that run
 * @param file of the bill, as it was named at its import
 * @param row of that file, from 1
 * @param began when the charge's period began, and {@code ended} when it did
 * @param cost of the whole row
 * @param ratio which part of it is the consumer's, 1 for all
 * @param part of the cost that is the consumer's; exactly summable
 * @param rule why it is the consumer's
 * @param allocatedMethodId by which method the row was divided; empty if it was not
 */
public record TracedCharge(
    Optional<String> bill,
    Optional<String> file,
    long row,
    Optional<String> service,
    Optional<String> description,
    Instant began,
    Instant ended,
    String currency,
    BigDecimal cost,
    BigDecimal ratio,
    BigDecimal part,
    String rule,
    Optional<String> allocatedMethodId,
    Optional<String> run,
    OptionalInt attempt) {}
