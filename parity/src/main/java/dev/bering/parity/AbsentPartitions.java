package dev.bering.parity;

import dev.bering.model.Counts;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Whole partitions that one side lacks, where partition columns are declared.
 *
 * @param left those that only the left has
 * @param right those that only the right has
 */
public record AbsentPartitions(OnlyOn left, OnlyOn right) {

  /** None: both sides have some row of every partition, or no partition columns are declared. */
  static final AbsentPartitions NONE = new AbsentPartitions(OnlyOn.NONE, OnlyOn.NONE);

  private static final int TOLD = 3;

  public AbsentPartitions {
    Objects.requireNonNull(left, "left is null");
    Objects.requireNonNull(right, "right is null");
  }

  /**
   * Partitions that one side has alone.
   *
   * @param partitions how many
   * @param rows how many rows they have together
   * @param otherRows how many rows are only on that side in partitions that both have
   * @param largest examples, the largest first
   */
  public record OnlyOn(long partitions, long rows, long otherRows, List<AbsentPartition> largest) {

    static final OnlyOn NONE = new OnlyOn(0, 0, 0, List.of());

    public OnlyOn {
      largest = List.copyOf(largest);
    }

    /** The first few in words, and how many more there are. */
    List<String> facts() {
      return facts(TOLD);
    }

    /** All that are known in words, and how many more there are. */
    public List<String> sentences() {
      return facts(largest.size());
    }

    private List<String> facts(int limit) {
      List<AbsentPartition> told = largest.subList(0, Math.min(limit, largest.size()));
      List<String> facts = new ArrayList<>(told.stream().map(AbsentPartition::sentence).toList());
      long more = partitions - told.size();
      if (more > 0) {
        long toldRows = told.stream().mapToLong(AbsentPartition::rows).sum();
        facts.add(
            "%s likewise (%s)"
                .formatted(
                    Counts.of(more, told.isEmpty() ? "partition" : "more partition"),
                    Counts.of(rows - toldRows, "row")));
      }
      return facts;
    }
  }

  OnlyOn on(Side side) {
    return side == Side.LEFT ? left : right;
  }
}
