package dev.bering.clone.jdbc;

import dev.bering.model.Location;
import java.util.Map;
import java.util.Set;

/**
 * What is to be cloned, and what its user declares about it.
 *
 * @param casts by column: {@code string}, {@code boolean} or {@code decimal(p,s)}; every value is
 *     checked against it, none is rounded or cut
 * @param noDateAsNull columns whose zero dates and infinities become null instead of being refused
 */
public record JdbcRequest(
    JdbcSource source,
    Location target,
    Map<String, String> casts,
    Set<String> noDateAsNull,
    Refresh refresh,
    Limits limits) {

  public JdbcRequest {
    casts = Map.copyOf(casts);
    noDateAsNull = Set.copyOf(noDateAsNull);
  }

  /** A clone by fingerprint, with nothing declared. */
  public static JdbcRequest of(JdbcSource source, Location target) {
    return new JdbcRequest(
        source, target, Map.of(), Set.of(), Refresh.byFingerprint(), Limits.DEFAULT);
  }

  /** The same with declared types. */
  public JdbcRequest withCasts(Map<String, String> newCasts) {
    return new JdbcRequest(source, target, newCasts, noDateAsNull, refresh, limits);
  }

  /** The same with columns in which no date is null. */
  public JdbcRequest withNoDateAsNull(Set<String> columns) {
    return new JdbcRequest(source, target, casts, columns, refresh, limits);
  }

  /** The same with another way to find changes. */
  public JdbcRequest withRefresh(Refresh newRefresh) {
    return new JdbcRequest(source, target, casts, noDateAsNull, newRefresh, limits);
  }

  /** The same with other limits. */
  public JdbcRequest withLimits(Limits newLimits) {
    return new JdbcRequest(source, target, casts, noDateAsNull, refresh, newLimits);
  }
}
