package dev.bering.clone;

import dev.bering.model.Location;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import java.io.IOException;
import java.util.function.Function;

/** Who copies the files of a plan: the threads of this process, or a cluster. */
public interface FileCopier {

  /**
   * Returns when every file of {@code plan} is at its target, whole and proven. The caller holds
   * the target's lock. After a failure some files are there and others are not; none is there in
   * part. What is copied outlasts a lost machine.
   *
   * @param step hears of bytes that are copied
   * @return how many files are known by their size only
   * @throws UserException CLONE_SOURCE_CHANGED
   */
  long copy(ClonePlan plan, Progress.Step step) throws IOException;

  /** The threads of this process. */
  static FileCopier onThreads(int threads, Function<Location, Store> stores) {
    return (plan, step) ->
        new ThreadedCopy(plan.source(), plan.target(), stores)
            .copy(
                plan.files().iterator(),
                threads,
                file -> {
                  step.advance(file.sizeBytes());
                  step.fileDone();
                });
  }
}
