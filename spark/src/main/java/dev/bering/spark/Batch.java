package dev.bering.spark;

import dev.bering.clone.FileCopy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * The next files of a plan, cut into what one task copies each: the largest files first, so that
 * none of them begins when everything else has ended; few enough to fit in the driver's memory
 * however many the plan has.
 *
 * @param files in the plan's order
 */
record Batch(List<FileCopy> files) {

  private static final int MOST_FILES = 10_000;
  private static final int MOST_FILES_OF_A_TASK = 100;
  private static final long MOST_BYTES_OF_A_TASK = 256L << 20;

  /** So many tasks for each slot, so that slots that are done early find more to do. */
  private static final int TASKS_OF_A_SLOT = 3;

  Batch {
    files = List.copyOf(files);
  }

  /** Takes the next files of a plan. */
  static Batch next(Iterator<FileCopy> plan) {
    List<FileCopy> files = new ArrayList<>();
    while (files.size() < MOST_FILES && plan.hasNext()) {
      files.add(plan.next());
    }
    return new Batch(files);
  }

  /**
   * The files of each task, of about the same number of bytes, if no single file is larger.
   *
   * @param slots tasks that can run at once
   */
  List<List<FileCopy>> tasks(int slots) {
    int tasks = TASKS_OF_A_SLOT * Math.max(1, slots);
    long bytes = files.stream().mapToLong(FileCopy::sizeBytes).sum();
    long mostBytes = Math.min(MOST_BYTES_OF_A_TASK, Math.max(1, bytes / tasks));
    int mostFiles = Math.min(MOST_FILES_OF_A_TASK, Math.max(1, (files.size() + tasks - 1) / tasks));
    List<List<FileCopy>> all = new ArrayList<>();
    List<FileCopy> task = new ArrayList<>();
    long taken = 0;
    for (FileCopy file : largestFirst()) {
      if (!task.isEmpty() && (task.size() == mostFiles || taken + file.sizeBytes() > mostBytes)) {
        all.add(List.copyOf(task));
        task.clear();
        taken = 0;
      }
      task.add(file);
      taken += file.sizeBytes();
    }
    if (!task.isEmpty()) {
      all.add(List.copyOf(task));
    }
    return all;
  }

  private List<FileCopy> largestFirst() {
    return files.stream().sorted(Comparator.comparingLong(FileCopy::sizeBytes).reversed()).toList();
  }
}
