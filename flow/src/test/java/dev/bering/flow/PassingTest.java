package dev.bering.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.delta.exceptions.ConcurrentAppendException;
import io.delta.exceptions.MetadataChangedException;
import java.io.FileNotFoundException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;

class PassingTest {
  private static final String STAGE =
      "Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent failure:"
          + " Lost task 0.3 in stage 1.0 (TID 7) (10.0.0.7 executor 1): ";

  @Test
  void tellsWhatMayPass() {
    assertThat(Passing.is(new SparkException("aborted", new SocketTimeoutException("read"))))
        .isTrue();
    assertThat(Passing.is(new SparkException(STAGE + "ExecutorLostFailure (executor 1 exited)")))
        .isTrue();
    assertThat(Passing.is(new SparkException(STAGE + "FetchFailed(BlockManagerId(1), ...)")))
        .isTrue();
    assertThat(
            Passing.is(
                new ConcurrentAppendException(new String[] {"WRITE", "/t", "2", "the manual"})))
        .isTrue();
  }

  @Test
  void tellsWhatWillNot() {
    assertThat(Passing.is(new IllegalStateException("ExecutorLostFailure"))).isFalse();
    assertThat(
            Passing.is(
                new SparkException(
                    STAGE + "ExecutorLostFailure", new ArithmeticException("a row"))))
        .isFalse();
    assertThat(Passing.is(new SparkException(STAGE + "java.lang.ArithmeticException"))).isFalse();
    assertThat(Passing.is(new FileNotFoundException("gone"))).isFalse();
    assertThat(
            Passing.is(
                new SparkException(
                    "aborted", new MetadataChangedException(new String[] {"WRITE", "x", "y"}))))
        .isFalse();
  }

  @Test
  void waitsTwiceAsLongEachTimeUpToALimit() {
    var retry = new Retry(9, Duration.ofSeconds(1), Duration.ofSeconds(5));
    assertThat(retry.pauseAfter(1)).hasSeconds(1);
    assertThat(retry.pauseAfter(2)).hasSeconds(2);
    assertThat(retry.pauseAfter(3)).hasSeconds(4);
    assertThat(retry.pauseAfter(4)).hasSeconds(5);
    assertThat(retry.pauseAfter(8)).hasSeconds(5);
    assertThat(Retry.none().pauseAfter(1)).isZero();
  }
}
