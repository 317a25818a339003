package dev.bering.jobs;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The cluster policies of a folder, by name, and what is wrong with their files. */
final class ClusterPolicies {
  private final Map<String, ClusterPolicy> byName = new TreeMap<>();
  private final Map<String, List<Problem>> problemsOfNames = new TreeMap<>();
  private final Map<String, List<Problem>> problemsOfFiles = new LinkedHashMap<>();

  private ClusterPolicies() {}

  /** Reads every policy; one that is wrong does not stop the jobs that do not name it. */
  static ClusterPolicies of(JobFiles files) {
    ClusterPolicies all = new ClusterPolicies();
    for (String path : files.policies()) {
      Complaints complaints = new Complaints();
      Optional<ClusterPolicy> read = new PolicyReader(files, path, complaints).read();
      read.ifPresent(policy -> all.add(policy, complaints));
      all.problemsOfFiles.put(files.placeOf(path), complaints.problems());
      read.ifPresent(
          policy ->
              all.problemsOfNames
                  .computeIfAbsent(policy.name(), name -> new ArrayList<>())
                  .addAll(complaints.problems()));
    }
    return all;
  }

  private void add(ClusterPolicy policy, Complaints complaints) {
    ClusterPolicy other = byName.putIfAbsent(policy.name(), policy);
    if (other != null) {
      complaints.wrong(
          policy.origin(),
          "policy '%s' is in %s too".formatted(policy.name(), other.origin().place()),
          "give one of them another name");
    }
  }

  /** What is wrong, by file. */
  Map<String, List<Problem>> problems() {
    return problemsOfFiles;
  }

  /** The policy that a job names; complains if there is none, or none that is sound. */
  Optional<ClusterPolicy> named(Value.Scalar name, Complaints complaints) {
    ClusterPolicy policy = byName.get(name.text());
    if (policy == null) {
      // One that cannot be read at all may be the one that is meant.
      problemsOfFiles.values().forEach(complaints::addAll);
      complaints.wrong(
          name.origin(),
          "there is no policy of this name",
          byName.isEmpty()
              ? "write it as a file below " + JobFiles.POLICIES
              : NearestName.hint(name.text(), byName.keySet()));
      return Optional.empty();
    }
    List<Problem> own = problemsOfNames.getOrDefault(name.text(), List.of());
    complaints.addAll(own);
    return Optional.of(policy).filter(found -> own.isEmpty());
  }
}
