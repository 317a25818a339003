package dev.bering.app;

import dev.bering.model.Progress;

/** Progress that says which of many things a step belongs to. */
record NamedProgress(String name, Progress progress) implements Progress {

  @Override
  public Step begin(String task, long total, Unit unit) {
    return progress.begin("%s: %s".formatted(name, task), total, unit);
  }
}
