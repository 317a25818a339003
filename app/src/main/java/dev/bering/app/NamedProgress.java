package dev.bering.app;

import dev.bering.model.Progress;

/** Progress that says which of many things a step belongs to. */
record NamedProgress(String name, Progress progress) implements Progress {

  @Override
  public Step begin(String task, long total, Unit unit) {
    return progress.begin(named(task), total, unit);
  }

  @Override
  public Step beginFiles(String task, long bytes, long files) {
    return progress.beginFiles(named(task), bytes, files);
  }

  private String named(String task) {
    return "%s: %s".formatted(name, task);
  }
}
