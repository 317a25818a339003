package dev.bering.app;

import dev.bering.model.Progress;
import java.io.PrintStream;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Progress for people: a bar that is drawn over itself and wiped when the step is over. Of several
 * steps at once the one that began first is shown, as there is one line to draw on.
 */
final class BarProgress implements Progress {

  private static final int WIDTH = 110;
  private static final int BAR_WIDTH = 12;

  private final PrintStream err;
  private final LongSupplier nanos;
  private final Deque<Bar> underWay = new ConcurrentLinkedDeque<>();

  BarProgress(PrintStream err) {
    this(err, System::nanoTime);
  }

  BarProgress(PrintStream err, LongSupplier nanos) {
    this.err = err;
    this.nanos = nanos;
  }

  @Override
  public Step begin(String task, long total, Unit unit) {
    return new Bar(task, new Pace(total, unit, 0, nanos));
  }

  @Override
  public Step beginFiles(String task, long bytes, long files) {
    return new Bar(task, new Pace(bytes, Unit.BYTES, files, nanos));
  }

  /** {@code copying files ██████░░░░░░ 50 % 20.0 MB of 40.0 MB, ..., time left 20 s}. */
  static String line(String task, Pace pace) {
    int full = (int) (BAR_WIDTH * pace.share());
    return "%s %s%s %d %% %s"
        .formatted(
            task,
            "\u2588".repeat(full),
            "\u2591".repeat(BAR_WIDTH - full),
            (int) (100 * pace.share()),
            pace.text());
  }

  /** A step under way. */
  private final class Bar implements Step {

    private final Pace pace;
    private final ProgressBar drawn;

    Bar(String task, Pace pace) {
      this.pace = pace;
      underWay.addLast(this);
      this.drawn =
          new ProgressBarBuilder()
              .setUpdateIntervalMillis(200)
              .clearDisplayOnFinish()
              .setRenderer((state, width) -> cut(line(task, pace), width))
              .setConsumer(new Line(this))
              .build();
    }

    private static String cut(String text, int width) {
      return text.length() <= width ? text : text.substring(0, Math.max(0, width));
    }

    @Override
    public void advance(long amount) {
      pace.advance(amount);
      drawn.stepBy(amount); // what tells the drawing thread that there is something new
    }

    @Override
    public void fileDone() {
      pace.fileDone();
    }

    @Override
    public void close() {
      drawn.close();
      underWay.remove(this);
    }
  }

  /** The line of the terminal, for one step. */
  private final class Line extends ConsoleProgressBarConsumer {

    private final Bar bar;

    Line(Bar bar) {
      super(err, WIDTH);
      this.bar = bar;
    }

    @Override
    public void accept(String text) {
      if (underWay.peekFirst() == bar) {
        super.accept(text);
      }
    }

    @Override
    public void clear() {
      if (underWay.peekFirst() == bar) {
        super.clear();
      }
    }
  }
}
