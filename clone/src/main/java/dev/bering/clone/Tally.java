package dev.bering.clone;

import java.util.ArrayList;
import java.util.List;

/** How many there are of something, and a few of them. */
public final class Tally {

  private static final int EXAMPLES = 10;

  private final List<String> examples = new ArrayList<>();
  private long count;

  /** One more. */
  public void add(String name) {
    count++;
    if (examples.size() < EXAMPLES) {
      examples.add(name);
    }
  }

  /** How many were added. */
  public long count() {
    return count;
  }

  /** The first few of them. */
  public List<String> examples() {
    return List.copyOf(examples);
  }
}
