package dev.bering.jobs;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * A job with its layers merged and its references still open.
 *
 * @param platform where it runs
 * @param platforms the same and those that take over
 * @param policies the cluster policies that it may name
 * @param elsewhere merges it for another platform
 * @param values the whole file; nulls tell what was removed and where
 */
public record MergedJob(
    String name,
    JobFormat format,
    Platform platform,
    List<String> platforms,
    Value.Fields values,
    ClusterPolicies policies,
    Function<String, MergedJob> elsewhere) {

  /** The same job on another platform, with what its layers say of that one. */
  public MergedJob on(String other) {
    return elsewhere.apply(other);
  }

  /**
   * The job of one run.
   *
   * @throws dev.bering.model.UserException JOB_FILE with everything that is missing, stands for
   *     nothing, or is not what it has to be
   */
  public Job resolve(RunContext context) {
    Complaints complaints = new Complaints();
    Job job = new JobReader(this, context, complaints).read();
    complaints.requireNone();
    return job;
  }

  /**
   * The job as far as it can be made before anybody runs it.
   *
   * @throws dev.bering.model.UserException JOB_FILE with everything that is wrong whatever the
   *     variables of its runs are
   */
  Trial tryOut() {
    Complaints complaints = new Complaints();
    JobReader reader = new JobReader(this, RunContext.TRIAL, complaints);
    List<Value.Leaf> open = reader.open();
    return open.isEmpty()
        ? new Trial(Optional.of(reader.read()), reader.unchecked())
        : new Trial(Optional.empty(), open);
  }

  /**
   * A job before it is run.
   *
   * @param job with its open variables as they are written; empty if it cannot be made without them
   * @param open what can be checked only when it is run
   */
  record Trial(Optional<Job> job, List<Value.Leaf> open) {}

  /**
   * A tag that the machines of runs carry.
   *
   * @param text its value; where it is open, as it is written
   * @param isOpen whether only runs know it, as it rests on a variable, a parameter without a value
   *     or the run itself
   */
  public record Tag(String text, Origin origin, boolean isOpen) {}

  /** The tags of its layers as far as they are known before anybody runs it, by key. */
  public SortedMap<String, Tag> tags() {
    SortedMap<String, Tag> tags = new TreeMap<>();
    Value.Fields whole = values.withoutNulls();
    whole
        .fields("cost")
        .fields("tags")
        .values()
        .forEach(
            (key, value) -> {
              if (value instanceof Value.Scalar scalar) {
                tags.put(key, tag(whole, scalar));
              }
            });
    return tags;
  }

  /** What two runs that have nothing in common agree on does not rest on a run. */
  private static Tag tag(Value.Fields whole, Value.Scalar scalar) {
    Complaints complaints = new Complaints();
    String one = filled(whole, scalar, "a", LocalDate.EPOCH, complaints);
    String other = filled(whole, scalar, "b", LocalDate.EPOCH.plusYears(1), complaints);
    boolean isOpen = !complaints.isEmpty() || !one.equals(other);
    return new Tag(isOpen ? scalar.text() : one, scalar.origin(), isOpen);
  }

  private static String filled(
      Value.Fields whole, Value.Scalar scalar, String run, LocalDate date, Complaints complaints) {
    RunContext context = new RunContext(run, date, name -> Optional.of(run));
    return ((Value.Scalar) new References(whole, context, complaints).in(scalar)).text();
  }

  /** The block of the platform of this run. */
  Value.Fields block() {
    return values.fields("platforms").fields(platform.name());
  }
}
