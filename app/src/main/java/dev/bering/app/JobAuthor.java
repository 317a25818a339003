package dev.bering.app;

import dev.bering.jobs.JobPublisher;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Who publishes: the user of this machine, and the commit that the files are of. */
final class JobAuthor {

  private JobAuthor() {}

  /**
   * @param folder of the files; empty where only the store is changed
   */
  static JobPublisher.Author of(Optional<String> because, Optional<Path> folder) {
    return new JobPublisher.Author(
        System.getProperty("user.name", "unknown"),
        Instant.now(),
        because,
        folder.flatMap(JobAuthor::commit));
  }

  /** The commit that a folder is at; empty if it is in no repository, or git is not there. */
  private static Optional<String> commit(Path folder) {
    try {
      Process git =
          new ProcessBuilder("git", "-C", folder.toString(), "rev-parse", "HEAD")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String text = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor(5, TimeUnit.SECONDS) && git.exitValue() == 0 && !text.isEmpty()
          ? Optional.of(text)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
