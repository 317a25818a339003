package dev.bering.parity;

import dev.bering.model.Counts;

/**
 * One class of differences, and whether it is noise.
 *
 * @param runs which runs differ
 * @param kind what differs
 * @param column in which column; empty for rows
 * @param seen how many rows differ
 * @param seenOf of how many
 * @param noise in how many rows legacy runs differ from each other, all of them together
 * @param noiseOf of how many
 * @param bound the largest rate that is still noise, at the confidence of the floor
 * @param deviation largest distance between numbers, where this finding is about that; else 0
 * @param noiseDeviation likewise between legacy runs
 * @param rung EXACT, WITHIN_LEGACY_NOISE, UNDECIDED or MISMATCH
 * @param doubt why legacy runs do not tell whether it is noise; empty if they do
 */
public record NoiseFinding(
    Runs runs,
    Kind kind,
    String column,
    long seen,
    long seenOf,
    long noise,
    long noiseOf,
    double bound,
    double deviation,
    double noiseDeviation,
    Rung rung,
    String doubt) {

  /** Which runs differ. */
  public enum Runs {
    /** The new run from the legacy run. */
    NEW_FROM_LEGACY,
    /** The new run from another new run. */
    NEW_FROM_NEW
  }

  /** What differs. */
  public enum Kind {
    /** Values of a column. */
    VALUES,
    /** A value on one side and null, NaN, an infinity or an empty text on the other. */
    PRESENCE,
    /** Numbers of a column by an absolute distance. */
    DISTANCE,
    /** Numbers of a column by a share of themselves. */
    RELATIVE_DISTANCE,
    /** Rows that the right does not have. */
    ROWS_ONLY_LEFT,
    /** Rows that the left does not have. */
    ROWS_ONLY_RIGHT
  }

  static NoiseFinding ofRate(
      Runs runs, Kind kind, String column, Proportion seen, Proportion noise) {
    Rung rung = NoiseRule.judge(seen, noise);
    return new NoiseFinding(
        runs,
        kind,
        column,
        seen.part(),
        seen.whole(),
        noise.part(),
        noise.whole(),
        NoiseRule.bound(noise),
        0,
        0,
        rung,
        doubt(rung, noise));
  }

  private static String doubt(Rung rung, Proportion noise) {
    if (noise.whole() == 0) {
      return "no row of another legacy run tells whether they do";
    }
    return rung == Rung.UNDECIDED ? "too few of them to rely on" : "";
  }

  /** This finding, which cannot be said to be noise. */
  NoiseFinding doubted(String why) {
    return rung == Rung.WITHIN_LEGACY_NOISE
        ? new NoiseFinding(
            runs,
            kind,
            column,
            seen,
            seenOf,
            noise,
            noiseOf,
            bound,
            deviation,
            noiseDeviation,
            Rung.UNDECIDED,
            why)
        : this;
  }

  /** This finding, of a size: numbers further apart than noise are. */
  NoiseFinding tooFar(Kind distance, double found, double ofNoise) {
    return new NoiseFinding(
        runs,
        distance,
        column,
        seen,
        seenOf,
        noise,
        noiseOf,
        bound,
        found,
        ofNoise,
        Rung.MISMATCH,
        "");
  }

  /** This finding, when no other legacy run is there to measure it by. */
  NoiseFinding unmeasured() {
    return new NoiseFinding(
        runs,
        kind,
        column,
        seen,
        seenOf,
        0,
        0,
        0,
        0,
        0,
        seen == 0 ? Rung.EXACT : Rung.UNDECIDED,
        "whether legacy runs do was not asked");
  }

  /** One line: what differs, how often, and how often legacy runs do. */
  public String sentence() {
    String fact = "%s: %s".formatted(subject(), seenText());
    if (noiseOf == 0) {
      return "%s; %s".formatted(fact, doubt);
    }
    if (isDistance()) {
      return "%s by up to %s, legacy runs by up to %s"
          .formatted(fact, distance(deviation), distance(noiseDeviation));
    }
    if (noise == 0) {
      return "%s, legacy runs in none of %s".formatted(fact, Counts.of(noiseOf));
    }
    return "%s, legacy runs in %s of %s (%s)%s"
        .formatted(fact, Counts.of(noise), Counts.of(noiseOf), rate(noise, noiseOf), limit());
  }

  private String limit() {
    if (seen == 0) {
      return "";
    }
    String limit = ", noise up to %s".formatted(Percent.of(bound));
    return doubt.isEmpty() ? limit : "%s: %s".formatted(limit, doubt);
  }

  private String seenText() {
    String who = runs == Runs.NEW_FROM_LEGACY ? "" : "new runs differ ";
    return seen == 0
        ? who + "in no row"
        : "%sin %s of %s (%s)"
            .formatted(who, Counts.of(seen), Counts.of(seenOf, "row"), rate(seen, seenOf));
  }

  private String subject() {
    return switch (kind) {
      case VALUES, DISTANCE, RELATIVE_DISTANCE -> column;
      case PRESENCE -> column + ", a value or none";
      case ROWS_ONLY_LEFT -> "rows only on the left";
      case ROWS_ONLY_RIGHT -> "rows only on the right";
    };
  }

  private boolean isDistance() {
    return kind == Kind.DISTANCE || kind == Kind.RELATIVE_DISTANCE;
  }

  private String distance(double value) {
    return kind == Kind.DISTANCE ? TextReport.number(value) : TextReport.share(value);
  }

  private static String rate(long part, long whole) {
    return Percent.of(new Proportion(part, whole).value());
  }
}
