package dev.bering.cost;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;

/** A run of a test, on 2026-03-01 unless it says otherwise. */
final class RunBuilder {

  private final String id;
  private String job = "etl";
  private String platform = "emr";
  private int attempt = 1;
  private Optional<String> cluster = Optional.empty();
  private Optional<JobRun.ClusterUse> use = Optional.empty();
  private Optional<String> platformRun = Optional.empty();
  private Optional<Instant> from = Optional.empty();
  private Optional<Instant> until = Optional.empty();
  private Optional<Boolean> succeeded = Optional.of(true);
  private Optional<LocalDate> date = Optional.empty();
  private OptionalLong bytes = OptionalLong.empty();
  private OptionalDouble coreHours = OptionalDouble.empty();
  private OptionalDouble memory = OptionalDouble.empty();
  private final TreeMap<String, String> tags = new TreeMap<>();

  RunBuilder(String id) {
    this.id = id;
  }

  static Instant time(String clock) {
    return Instant.parse(clock.length() == 5 ? "2026-03-01T" + clock + ":00Z" : clock);
  }

  RunBuilder job(String name) {
    job = name;
    return this;
  }

  RunBuilder on(String name) {
    platform = name;
    return this;
  }

  RunBuilder attempt(int number) {
    attempt = number;
    return this;
  }

  RunBuilder cluster(String name) {
    cluster = Optional.of(name);
    return this;
  }

  RunBuilder shared() {
    use = Optional.of(JobRun.ClusterUse.SHARED);
    return this;
  }

  RunBuilder own() {
    use = Optional.of(JobRun.ClusterUse.OWN);
    return this;
  }

  RunBuilder platformRun(String name) {
    platformRun = Optional.of(name);
    return this;
  }

  RunBuilder from(String clock) {
    from = Optional.of(time(clock));
    return this;
  }

  RunBuilder until(String clock) {
    until = Optional.of(time(clock));
    return this;
  }

  RunBuilder failed() {
    succeeded = Optional.of(false);
    return this;
  }

  RunBuilder date(String day) {
    date = Optional.of(LocalDate.parse(day));
    return this;
  }

  RunBuilder undated() {
    date = Optional.empty();
    return this;
  }

  RunBuilder bytes(long count) {
    bytes = OptionalLong.of(count);
    return this;
  }

  RunBuilder coreHours(double hours) {
    coreHours = OptionalDouble.of(hours);
    return this;
  }

  RunBuilder memory(double gibHours) {
    memory = OptionalDouble.of(gibHours);
    return this;
  }

  RunBuilder tag(String key, String value) {
    tags.put(key, value);
    return this;
  }

  JobRun build() {
    return new JobRun(
        job,
        Optional.empty(),
        platform,
        id,
        attempt,
        cluster,
        use,
        platformRun,
        from,
        until,
        succeeded,
        date,
        bytes,
        OptionalLong.empty(),
        coreHours,
        memory,
        tags);
  }
}
