package dev.bering.parity;

import dev.bering.engine.Engine;
import dev.bering.model.Counts;
import dev.bering.model.UserException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Carries out comparisons as sets on an engine that holds both relations. Reads only. */
public final class SetComparisonRunner {

  /** Table (k0, ..., l, r): every member of either side and how often it counts on each. */
  private static final String MEMBERS = "parity_set_members";

  /** Table (k0, ..., l, r, b): every segment, its members on each side and on both. */
  private static final String SEGMENTS = "parity_set_segments";

  private final Engine engine;

  /** Runs plans whose relations {@code engine} holds. */
  public SetComparisonRunner(Engine engine) {
    this.engine = engine;
  }

  /**
   * The answer.
   *
   * @throws UserException COMPARE_TEXT_UNREADABLE if a text is not of the type that the other side
   *     has, or if the data cannot be read
   */
  public SetReport run(SetPlan plan) {
    try {
      new TextCheck(engine).requireReadable(plan.casts(), plan.left(), plan.right());
      return new Run(plan).report();
    } finally {
      engine.drop(MEMBERS);
      engine.drop(SEGMENTS);
    }
  }

  /** One plan under way. */
  private final class Run {

    private final SetPlan plan;
    private final List<Slot> slots;
    private final List<Slot> segmentSlots;
    private final SetJudge judge;

    Run(SetPlan plan) {
      this.plan = plan;
      this.slots = Slot.keys(plan.columns());
      this.segmentSlots = slots.subList(0, plan.segmentColumns());
      this.judge = new SetJudge(plan.comparison());
    }

    SetReport report() {
      keepMembers();
      SetCounts counts = counts();
      SetVerdict whole = judge.judge(counts);
      SetSegments segments = segmentSlots.isEmpty() ? SetSegments.NONE : segments();
      Rung verdict = whole.rung().weaker(segments.rung());
      return new SetReport(
          plan,
          engine.description(),
          verdict,
          reason(verdict, whole, segments),
          counts,
          whole.measures(),
          segments,
          moreOften("l", "r"),
          moreOften("r", "l"));
    }

    private void keepMembers() {
      String ids = ids(slots);
      String count = plan.comparison().counting() == SetCounting.ONCE ? "max" : "sum";
      engine.materialise(
          MEMBERS,
          "SELECT %s, %s(l) AS l, %s(r) AS r FROM (SELECT *, 1 AS l, 0 AS r FROM (%s) UNION ALL SELECT *, 0 AS l, 1 AS r FROM (%s)) GROUP BY %s"
              .formatted(
                  ids,
                  count,
                  count,
                  RowsSql.select(engine.dialect(), plan.left(), Side.LEFT, slots),
                  RowsSql.select(engine.dialect(), plan.right(), Side.RIGHT, slots),
                  ids));
    }

    private SetCounts counts() {
      return engine
          .query(
              "SELECT coalesce(sum(l), 0), coalesce(sum(r), 0), coalesce(sum(least(l, r)), 0) FROM "
                  + MEMBERS,
              row -> new SetCounts(row.number(0), row.number(1), row.number(2)))
          .get(0);
    }

    private List<SetMember> moreOften(String here, String there) {
      return engine.query(
          "SELECT l, r, %s FROM %s WHERE %s > %s ORDER BY %s LIMIT %d"
              .formatted(
                  shown(slots),
                  MEMBERS,
                  here,
                  there,
                  Slot.order(slots, ""),
                  plan.comparison().sampleLimit()),
          row ->
              new SetMember(
                  IntStream.range(2, 2 + slots.size()).mapToObj(row::string).toList(),
                  row.number(0),
                  row.number(1)));
    }

    /** Segments may be many; what can be counted in them takes far fewer different values. */
    private SetSegments segments() {
      engine.materialise(
          SEGMENTS,
          "SELECT %s, sum(l) AS l, sum(r) AS r, sum(least(l, r)) AS b FROM %s GROUP BY %s"
              .formatted(ids(segmentSlots), MEMBERS, ids(segmentSlots)));
      List<Alike> groups =
          engine.query(
              "SELECT l, r, b, count(*) FROM %s GROUP BY l, r, b".formatted(SEGMENTS),
              row ->
                  alike(new SetCounts(row.number(0), row.number(1), row.number(2)), row.number(3)));
      return new SetSegments(
          groups.stream().mapToLong(Alike::segments).sum(),
          segmentsOn(Rung.MISMATCH, groups),
          segmentsOn(Rung.UNDECIDED, groups),
          worst(groups));
    }

    private static long segmentsOn(Rung rung, List<Alike> groups) {
      return groups.stream()
          .filter(group -> group.verdict().rung() == rung)
          .mapToLong(Alike::segments)
          .sum();
    }

    private Alike alike(SetCounts counts, long segments) {
      return new Alike(counts, judge.judge(counts), segments);
    }

    private List<SetSegments.Segment> worst(List<Alike> groups) {
      List<SetSegments.Segment> worst = new ArrayList<>();
      int limit = plan.comparison().sampleLimit();
      for (Alike group : groups.stream().sorted(Alike.WORST_FIRST).limit(limit).toList()) {
        if (worst.size() < limit) {
          worst.addAll(segmentsOf(group, limit - worst.size()));
        }
      }
      return worst;
    }

    private List<SetSegments.Segment> segmentsOf(Alike group, int limit) {
      return engine.query(
          "SELECT %s FROM %s WHERE l = %d AND r = %d AND b = %d ORDER BY %s LIMIT %d"
              .formatted(
                  shown(segmentSlots),
                  SEGMENTS,
                  group.counts().left(),
                  group.counts().right(),
                  group.counts().both(),
                  Slot.order(segmentSlots, ""),
                  limit),
          row ->
              new SetSegments.Segment(
                  IntStream.range(0, segmentSlots.size()).mapToObj(row::string).toList(),
                  group.counts(),
                  group.verdict()));
    }

    private String reason(Rung verdict, SetVerdict whole, SetSegments segments) {
      List<String> facts = new ArrayList<>();
      if (whole.rung() == verdict) {
        facts.add(whole.reason());
      }
      if (segments.total() > 0 && segments.rung() == verdict) {
        facts.add(segmentFact(verdict, segments));
      }
      return String.join("; ", facts);
    }

    private String segmentFact(Rung verdict, SetSegments segments) {
      String all = Counts.of(segments.total(), "segment");
      if (verdict == Rung.SET_LEVEL) {
        return "so is each of " + all;
      }
      String fact =
          verdict == Rung.MISMATCH
              ? "%s of %s too unlike".formatted(Counts.of(segments.below()), all)
              : "%s of %s not settled".formatted(Counts.of(segments.undecided()), all);
      return segments.worst().isEmpty()
          ? fact
          : "%s, such as %s: %s"
              .formatted(
                  fact,
                  SetText.values(plan.segments(), segments.worst().get(0).values()),
                  segments.worst().get(0).verdict().reason());
    }

    private static String ids(List<Slot> slots) {
      return slots.stream().map(Slot::id).collect(Collectors.joining(", "));
    }

    private String shown(List<Slot> slots) {
      return slots.stream()
          .map(slot -> Shown.sql(engine.dialect(), slot.id(), slot))
          .collect(Collectors.joining(", "));
    }
  }

  /** Segments in which the same was counted, and which therefore have one verdict. */
  private record Alike(SetCounts counts, SetVerdict verdict, long segments) {

    /** Of equally unlike ones the largest is the worst. */
    static final Comparator<Alike> WORST_FIRST =
        Comparator.<Alike, Rung>comparing(group -> group.verdict().rung())
            .reversed()
            .thenComparing(group -> group.verdict().jaccard())
            .thenComparing(group -> -group.counts().either());
  }
}
