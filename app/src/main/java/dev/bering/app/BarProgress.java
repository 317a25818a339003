package dev.bering.app;

import dev.bering.model.Progress;
import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress for people: a bar that is drawn over itself and wiped when the step is over. */
final class BarProgress implements Progress {

  private static final int WIDTH = 80;

  private final PrintStream err;

  BarProgress(PrintStream err) {
    this.err = err;
  }

  @Override
  public Step begin(String task, long total, Unit unit) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(Math.max(total, 1))
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setUpdateIntervalMillis(200)
            .setSpeedUnit(ChronoUnit.SECONDS)
            .clearDisplayOnFinish()
            .setConsumer(new ConsoleProgressBarConsumer(err, WIDTH));
    if (unit == Unit.BYTES) {
      builder.setUnit(" MB", 1_000_000).showSpeed();
    }
    ProgressBar bar = builder.build();
    return new Step() {
      @Override
      public void advance(long amount) {
        bar.stepBy(amount);
      }

      @Override
      public void close() {
        bar.close();
      }
    };
  }
}
