package dev.bering.cost;

import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The tags that a job's files give it, inherited ones among them.
 *
 * @param place where its file is
 * @param tags by key
 * @param open keys of those whose value only runs know
 */
public record TaggedJob(
    String name, String place, SortedMap<String, String> tags, Set<String> open) {

  public TaggedJob {
    tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    open = Set.copyOf(open);
  }
}
