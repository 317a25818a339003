package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.spark.executor.TaskMetrics;
import org.junit.jupiter.api.Test;

class CostSumTest {

  @Test
  void countsTimeInWhichSeveralJobsRanOnce() {
    var sum = new CostSum();
    sum.job(100, 200);
    sum.job(10, 20);
    sum.job(150, 250);
    sum.job(160, 170);

    assertThat(sum.cost().jobs()).isEqualTo(4);
    assertThat(sum.cost().wall()).hasMillis(160);
    assertThat(sum.cost().driver(Duration.ofMillis(200))).hasMillis(40);
    assertThat(sum.cost().driver(Duration.ofMillis(100))).isZero();
  }

  @Test
  void tellsTheLongestTaskAndTheMiddleOne() {
    var sum = new CostSum();
    for (int i = 1; i <= 39; i++) {
      sum.task(i == 39 ? 400 : i, TaskMetrics.empty());
    }

    Cost.Tasks tasks = sum.cost().tasks();
    assertThat(tasks.count()).isEqualTo(39);
    assertThat(tasks.longest()).hasMillis(400);
    assertThat(tasks.median()).hasMillis(20);
    assertThat(tasks.skew()).isEqualTo(20);
    assertThat(Cost.NONE.tasks().skew()).isEqualTo(1);
  }

  @Test
  void takesUpAnotherGroup() {
    var sum = new CostSum();
    sum.job(0, 10);
    sum.task(5, TaskMetrics.empty());
    var other = new CostSum();
    other.job(5, 15);
    other.task(7, TaskMetrics.empty());
    sum.add(other);
    sum.task(9, TaskMetrics.empty());

    assertThat(sum.cost().wall()).hasMillis(15);
    assertThat(sum.cost().tasks().count()).isEqualTo(3);
    assertThat(sum.cost().tasks().longest()).hasMillis(9);
  }
}
