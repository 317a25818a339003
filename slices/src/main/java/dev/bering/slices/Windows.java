package dev.bering.slices;

import dev.bering.flow.FlowPlan;
import dev.bering.slices.SlicedFlow.RolledUp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which slices a history reads, and from where: whole days where they are rolled up. */
record Windows(SlicedFlow flow, Publications published, Optional<Publications> daily) {

  /**
   * What is read of one history.
   *
   * @param slices all slices of the window, for which the days stand too
   * @param days those that are read from the daily table
   * @param rest the slices that are read one by one
   */
  record Choice(List<Slice> slices, List<Slice> days, List<Slice> rest) {

    /** {@code days 2026-01-01 to 2026-01-02, slices 2026-01-03T00 to 2026-01-03T04}. */
    String told() {
      var parts = new ArrayList<String>();
      SliceTables.ranges(days).forEach(range -> parts.add("days " + range));
      SliceTables.ranges(rest).forEach(range -> parts.add("slices " + range));
      return parts.isEmpty() ? "nothing" : String.join(", ", parts);
    }
  }

  /** The slices of {@code grain} in a window before {@code slice}, none before {@code first}. */
  static List<Slice> slices(Slice slice, FlowPlan.History history, Slice first) {
    Instant from = slice.start().minus(history.window().length());
    Slice begin = first.grain().at(from.isBefore(first.start()) ? first.start() : from);
    return begin.compareTo(slice) < 0 ? new SliceRange(begin, slice).slices() : List.of();
  }

  Choice choose(Slice slice, FlowPlan.History history) {
    List<Slice> all = slices(slice, history, flow.first());
    Optional<RolledUp> rolledUp = flow.rolledUp(history.of());
    if (rolledUp.isEmpty() || daily.isEmpty()) {
      return new Choice(all, List.of(), all);
    }
    var days = new ArrayList<Slice>();
    var rest = new ArrayList<Slice>();
    int i = 0;
    while (i < all.size()) {
      Slice day = Grain.DAILY.at(all.get(i).start());
      List<Slice> ofDay = of(day);
      boolean whole =
          i + ofDay.size() <= all.size() && all.subList(i, i + ofDay.size()).equals(ofDay);
      if (whole && isCurrent(rolledUp.get(), day, ofDay)) {
        days.add(day);
        i += ofDay.size();
      } else {
        rest.add(all.get(i));
        i++;
      }
    }
    return new Choice(all, days, rest);
  }

  /** The slices of a day. */
  List<Slice> of(Slice day) {
    return new SliceRange(flow.grain().at(day.start()), flow.grain().at(day.end())).slices();
  }

  /** Whether {@code day} was rolled up from what its slices hold now, and as it would be now. */
  boolean isCurrent(RolledUp rolledUp, Slice day, List<Slice> ofDay) {
    String code = rolledUp.daily().code();
    return daily
        .flatMap(days -> days.done(day))
        .filter(entry -> entry.code().equals(code))
        .filter(
            entry ->
                entry.written().stream()
                    .allMatch(to -> to.table().equals(rolledUp.days().location())))
        .flatMap(entry -> entry.read(rolledUp.input()))
        .map(read -> read.content().equals(published.digest(rolledUp.slices().port(), ofDay)))
        .orElse(false);
  }
}
