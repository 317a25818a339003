package dev.bering.jobs;

/** A platform refused, or could not be reached; the failure says which, in its own words. */
public final class PlatformException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Failure failure;
  private final boolean isInDoubt;

  public PlatformException(Failure failure, Throwable cause) {
    super(failure.words(), cause);
    this.failure = failure;
    this.isInDoubt = false;
  }

  public PlatformException(Failure failure) {
    super(failure.words());
    this.failure = failure;
    this.isInDoubt = false;
  }

  private PlatformException(Failure failure, boolean isInDoubt) {
    super(failure.words());
    this.failure = failure;
    this.isInDoubt = isInDoubt;
  }

  /** Nobody can tell whether a run was started, now or later: a person has to look. */
  public static PlatformException inDoubt(Failure failure) {
    return new PlatformException(failure, true);
  }

  /** Whether a run may be under way that cannot be seen. */
  public boolean isInDoubt() {
    return isInDoubt;
  }

  /** What happened. */
  public Failure failure() {
    return failure;
  }
}
