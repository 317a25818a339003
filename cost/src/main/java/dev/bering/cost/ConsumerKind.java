package dev.bering.cost;

/** What a charge is for. Every charge, or every part of one, is for exactly one of these. */
public enum ConsumerKind {
  /** An attempt of a run. */
  RUN("run"),
  /** A job that a tag names, and no run of it. */
  JOB("job"),
  /** A pipeline that a tag names, and neither job nor run. */
  PIPELINE("pipeline"),
  /** The time of a shared cluster in which no run was active. */
  IDLE("(idle)"),
  /** The time of a shared cluster in which several runs were active that nothing measures. */
  SHARED("(shared)"),
  /** A cluster or a run of a platform that no run of ours names. */
  NO_RUN("(no run)"),
  /** Usage that nothing says more about. */
  UNTAGGED("(untagged)"),
  TAX("(tax)"),
  CREDIT("(credit)"),
  PURCHASE("(purchase)"),
  ADJUSTMENT("(adjustment)");

  private final String text;

  ConsumerKind(String text) {
    this.text = text;
  }

  /** As reports call it. */
  public String text() {
    return text;
  }

  /** Whether it has no name but its own. */
  public boolean isNameless() {
    return text.startsWith("(");
  }

  /** Whether it is usage that no run, job or pipeline is known to have caused. */
  public boolean isUnexplained() {
    return this == SHARED || this == NO_RUN || this == UNTAGGED;
  }
}
