package dev.bering.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bering.clone.FileCopy;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BatchTest {

  private static Batch of(long... sizes) {
    return new Batch(
        IntStream.range(0, sizes.length).mapToObj(i -> FileCopy.of("f" + i, sizes[i])).toList());
  }

  private static List<Long> sizes(List<List<FileCopy>> tasks) {
    return tasks.stream().map(task -> task.stream().mapToLong(FileCopy::sizeBytes).sum()).toList();
  }

  @Test
  void beginsWithTheLargestFilesAndGivesEachTaskAboutAsManyBytes() {
    assertThat(sizes(of(1, 10, 2, 60, 10, 7, 10, 10, 10).tasks(2)))
        .containsExactly(60L, 20L, 20L, 17L, 3L);
    assertThat(of(1, 10, 2, 60).tasks(2).get(0)).containsExactly(FileCopy.of("f3", 60));
  }

  @Test
  void cutsManySmallFilesAndFewLargeOnes() {
    assertThat(of(LongStream.range(0, 5000).map(i -> 1).toArray()).tasks(1)).hasSize(50);
    assertThat(sizes(of(LongStream.range(0, 8).map(i -> 200L << 20).toArray()).tasks(1)))
        .hasSize(8);
    assertThat(of(0, 0, 0).tasks(4)).hasSize(3);
    assertThat(of().tasks(4)).isEmpty();
  }

  @Test
  void takesNoMoreFilesThanFitInMemoryAndLosesNone() {
    Iterator<FileCopy> plan =
        IntStream.range(0, 25_000).mapToObj(i -> FileCopy.of("f" + i, i)).iterator();
    List<FileCopy> taken = new ArrayList<>();
    List<Integer> counts = new ArrayList<>();
    while (plan.hasNext()) {
      Batch batch = Batch.next(plan);
      counts.add(batch.files().size());
      batch.tasks(3).forEach(taken::addAll);
    }
    assertThat(counts).containsExactly(10_000, 10_000, 5_000);
    assertThat(taken).hasSize(25_000).doesNotHaveDuplicates();
  }
}
