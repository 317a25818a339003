package dev.bering.platforms;

import com.databricks.sdk.core.DatabricksConfig;
import dev.bering.jobs.Job;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What all connections of this process to one workspace share: one login with its HTTP client, and
 * the turns in which they ask, so that a thousand runs are followed with few sockets and no faster
 * than the workspace answers. Safe for many threads.
 *
 * <p>A workspace is published to answer 100 {@code runs/get} and 20 {@code run-now} a second; at a
 * pace of five seconds this process asks at most half as many of the first, and at most as many of
 * the second. What others ask of the same workspace it cannot know.
 */
final class DatabricksSessions {
  private static final int POLLS_A_PACE = 250;
  private static final int TURNS_A_PACE = 100;
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final Supplier<DatabricksConfig> login;
  private final Duration pace;
  private final Map<Workspace, Session> sessions = new HashMap<>();

  private record Workspace(Optional<String> host, Optional<String> profile) {}

  /**
   * @param pace the least time between two questions about one run
   */
  DatabricksSessions(Supplier<DatabricksConfig> login, Duration pace) {
    this.login = login;
    this.pace = pace;
  }

  /**
   * A session for a job's runs, to be closed by each of its users.
   *
   * @throws dev.bering.model.UserException DATABRICKS_LOGIN if no workspace or no login is found
   */
  Session open(Job job) {
    Session session;
    synchronized (sessions) {
      sessions.values().removeIf(Session::isForgotten);
      session =
          sessions.computeIfAbsent(
              new Workspace(job.blockText("host"), job.blockText("profile")),
              workspace -> new Session());
      session.enter();
    }
    try {
      session.login(job);
      return session;
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /**
   * A login for a few calls at once, which take no turns.
   *
   * @throws dev.bering.model.UserException as {@link #open}
   */
  DatabricksApi login(Job job) {
    try (Session session = open(job)) {
      return session.api();
    }
  }

  /** One login, and its turns. */
  final class Session implements AutoCloseable {
    private Optional<DatabricksApi> api = Optional.empty();
    private int users;
    private long lastUsed = System.nanoTime();
    private long nextTurn = System.nanoTime();
    private long lastPoll = System.nanoTime();

    private Session() {}

    private synchronized void enter() {
      users++;
    }

    private synchronized boolean isForgotten() {
      return users == 0 && System.nanoTime() - lastUsed > KEPT.toNanos();
    }

    /** A login that the workspace has refused may have been replaced since: it is found anew. */
    private synchronized void login(Job job) {
      if (api.filter(known -> !known.isRefused()).isEmpty()) {
        api = Optional.of(DatabricksApi.open(job, login.get()));
      }
    }

    /** The calls of the workspace. */
    synchronized DatabricksApi api() {
      return api.orElseThrow();
    }

    /** How long to wait before the first question about a run, or its submission. */
    synchronized Duration turn() {
      long now = System.nanoTime();
      long turn = Math.max(now, nextTurn);
      nextTurn = turn + pace.toNanos() / TURNS_A_PACE;
      return Duration.ofNanos(turn - now);
    }

    /** How long to wait before the next question about a run. */
    synchronized Duration poll() {
      long now = System.nanoTime();
      lastPoll = Math.max(now + pace.toNanos(), lastPoll + pace.toNanos() / POLLS_A_PACE);
      return Duration.ofNanos(lastPoll - now);
    }

    /** Is used by one less; kept for a while, as the next one often comes soon. */
    @Override
    public synchronized void close() {
      users--;
      lastUsed = System.nanoTime();
    }
  }
}
