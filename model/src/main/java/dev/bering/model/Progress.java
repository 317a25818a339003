package dev.bering.model;

/**
 * Hears how far long work has come. Called from many threads at once; it must not block and must
 * not throw.
 */
public interface Progress {

  /** Hears nothing. */
  Progress NONE =
      (task, total, unit) ->
          new Step() {
            @Override
            public void advance(long amount) {}

            @Override
            public void close() {}
          };

  /**
   * A step of the work begins.
   *
   * @param task what is done, such as {@code copying files}
   * @param total how much there is to do in {@code unit}s; 0 if unknown
   */
  Step begin(String task, long total, Unit unit);

  /**
   * A step over files begins, which counts in bytes and says of each file when it is done.
   *
   * @param bytes of all files
   * @param files how many there are
   */
  default Step beginFiles(String task, long bytes, long files) {
    return begin(task, bytes, Unit.BYTES);
  }

  /** What a step counts in. */
  enum Unit {
    BYTES,
    COMMITS,
    FILES,
    QUERIES,
    STEPS
  }

  /** A step under way. */
  interface Step extends AutoCloseable {

    /** This much more is done. */
    void advance(long amount);

    /** One file more is done, whose bytes were or will be told by {@link #advance}. */
    default void fileDone() {}

    /** The step is over, done or not. */
    @Override
    void close();
  }
}
