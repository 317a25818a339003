package dev.bering.jobs;

/** A platform refused, or could not be reached; the failure says which, in its own words. */
public final class PlatformException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  public PlatformException(Failure failure, Throwable cause) {
    super(failure.words(), cause);
    this.failure = failure;
  }

  public PlatformException(Failure failure) {
    super(failure.words());
    this.failure = failure;
  }

  /** What happened. */
  public Failure failure() {
    return failure;
  }
}
