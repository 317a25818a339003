package dev.bering.transfer;

import dev.bering.transfer.FlowCounter.Question;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Counts the lines of files by contributor, and by period if one is wanted. */
final class LineCount implements LineSink {

  /** The period of all lines, where there is but one. */
  static final long ALWAYS = 0;

  private static final byte[] ABSENT = {'-'};

  private final Question question;
  private final Contribution contribution;
  private final Optional<TimeWindow> window;
  private final long period;
  private final TreeMap<Long, ContributorTable> tables = new TreeMap<>();
  private final List<FlowFilter.Test> tests = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();
  private int[] keys = {};
  private int value;
  private int start;
  private boolean isAbleToCount;
  private byte[] key = new byte[256];
  private long current;
  private long unanswered;
  private ContributorTable table = new ContributorTable();

  LineCount(Question question) {
    this.question = question;
    this.contribution = question.contribution();
    this.period = question.period();
    this.window = question.window();
    tables.put(ALWAYS, table);
  }

  /** One that counts the same, and has counted nothing. */
  LineCount another() {
    return new LineCount(question);
  }

  /** What is asked of files of the format that was last told; empty if they cannot answer. */
  Optional<Question> asked() {
    return isAbleToCount ? Optional.of(question) : Optional.empty();
  }

  @Override
  public void format(FlowFormat format) {
    keys = contribution.keys().stream().mapToInt(key -> key.in(format)).toArray();
    value = contribution.value().map(field -> field.in(format)).orElse(-1);
    start = format.position(FlowField.START);
    tests.clear();
    places.clear();
    isAbleToCount =
        contribution.keys().stream()
                .allMatch(key -> key instanceof FieldRef.IfThere || key.in(format) >= 0)
            && (value >= 0 || contribution.value().isEmpty())
            && (start >= 0 || (period == 0 && window.isEmpty()));
    for (FlowFilter filter : contribution.filters()) {
      int at = filter.field().in(format);
      if (at < 0 && !isMetWithoutField(filter)) {
        isAbleToCount = false;
      } else if (at >= 0) {
        tests.add(filter.in(format));
        places.add(at);
      }
    }
  }

  private static boolean isMetWithoutField(FlowFilter filter) {
    return filter instanceof FlowFilter.Traffic
        || (filter instanceof FlowFilter.Present present && !present.wanted());
  }

  @Override
  public void line(FlowLine line) {
    if (!isAbleToCount) {
      unanswered += line.weight;
      return;
    }
    for (int i = 0; i < tests.size(); i++) {
      if (!tests.get(i).passes(line, places.get(i))) {
        return;
      }
    }
    long amount = value < 0 ? line.weight : line.number(value);
    if (amount == FlowLine.NOT_A_NUMBER) {
      return;
    }
    if (start >= 0 && (period > 0 || window.isPresent())) {
      long at = line.number(start);
      if (at == FlowLine.NOT_A_NUMBER || (window.isPresent() && !window.get().holds(at))) {
        return;
      }
      select(period > 0 ? at - at % period : ALWAYS);
    }
    add(line, amount);
  }

  private void select(long next) {
    if (next != current) {
      current = next;
      table = tables.computeIfAbsent(next, begin -> new ContributorTable());
    }
  }

  private void add(FlowLine line, long amount) {
    if (keys.length == 1 && keys[0] >= 0) {
      int first = line.starts[keys[0]];
      count(line, line.buffer, first, line.ends[keys[0]] - first, amount);
      return;
    }
    int length = 0;
    for (int part = 0; part < keys.length; part++) {
      boolean isThere = keys[part] >= 0;
      int from = isThere ? line.starts[keys[part]] : 0;
      int size = isThere ? line.ends[keys[part]] - from : 1;
      if (length + size + 1 > key.length) {
        key = Arrays.copyOf(key, 2 * (length + size + 1));
      }
      if (part > 0) {
        key[length++] = ContributorTable.SEPARATOR;
      }
      System.arraycopy(isThere ? line.buffer : ABSENT, from, key, length, size);
      length += size;
    }
    count(line, key, 0, length, amount);
  }

  private void count(FlowLine line, byte[] contributor, int from, int length, long amount) {
    if (line.weight == 1) {
      table.add(contributor, from, length, amount);
    } else {
      table.add(contributor, from, length, amount, line.weight);
    }
  }

  /** Takes over what another has counted of the same, which is of no use any more. */
  void addAll(LineCount more) {
    more.tables.forEach(
        (begin, some) -> {
          ContributorTable own = tables.get(begin);
          if (own == null || own.samples() == 0) {
            tables.put(begin, some); // as it is, as there may be millions of contributors
          } else {
            own.addAll(some);
          }
        });
    table = Objects.requireNonNull(tables.get(current));
    unanswered += more.unanswered;
  }

  /** How many sound lines do not have the fields that were asked for. */
  long unanswered() {
    return unanswered;
  }

  /**
   * What was counted, by the start of the period in seconds since 1970; periods without lines are
   * left out.
   */
  SortedMap<Long, ContributorTable> found() {
    SortedMap<Long, ContributorTable> found = new TreeMap<>(tables);
    if (period > 0) {
      found.values().removeIf(some -> some.samples() == 0);
    }
    return found;
  }

  /** Samples of one contributor that were summed elsewhere. */
  void add(long begin, byte[] contributor, long sum, long samples, long least, long most) {
    select(begin);
    table.addAll(contributor, sum, samples, least, most);
  }

  /** Lines elsewhere that do not have the fields that were asked for. */
  void unanswered(long lines) {
    unanswered += lines;
  }
}
