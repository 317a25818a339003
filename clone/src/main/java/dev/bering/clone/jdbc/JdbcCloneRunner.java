package dev.bering.clone.jdbc;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.Progress;
import dev.bering.model.UserException;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.Function;

/** Carries out clones of databases' tables. */
public final class JdbcCloneRunner {

  private final Progress progress;
  private final Function<Location, Store> stores;

  /** A runner that tells {@code progress} how far it is. */
  public JdbcCloneRunner(Progress progress) {
    this(progress, Stores::open);
  }

  JdbcCloneRunner(Progress progress, Function<Location, Store> stores) {
    this.progress = progress;
    this.stores = stores;
  }

  /**
   * Makes the target hold the rows that the source holds at one moment of this run, in one commit.
   *
   * <p>If this fails or is killed, the target is as before, but for files that no version names.
   * Running again takes those over whose range of rows is still the same, which the database is
   * asked to prove by a fingerprint in the new run's snapshot.
   *
   * @param request the one that the plan was made for
   * @throws UserException JDBC_PLAN_OUTDATED, JDBC_VALUE, JDBC_ROW_COUNT, JDBC_TARGET_CONFLICT,
   *     STORE_LOCKED, or what the planner and the database throw
   */
  public JdbcCloneReport run(JdbcRequest request, JdbcClonePlan plan) {
    JdbcSource source = request.source();
    try (Store store = stores.apply(request.target());
        Store.Lock lock = store.lock();
        SourceSnapshot snapshot = source.dialect().open(source, request.limits())) {
      JdbcClonePlan now = JdbcClonePlanner.plan(request, snapshot.main(), store);
      if (!now.rulesHash().equals(plan.rulesHash())
          || !now.targetVersion().equals(plan.targetVersion())
          || !now.refresh().equals(plan.refresh())) {
        throw UserException.usage(
            new Problem(
                "JDBC_PLAN_OUTDATED",
                "Cannot clone %s to %s: since the plan was made, the source's columns, the declarations or the target have changed."
                    .formatted(source, request.target()),
                "plan again"));
      }
      return new CloneRun(source, now, store, snapshot, progress).run();
    } catch (SQLException e) {
      throw source.failed("read", e);
    } catch (IOException e) {
      throw JdbcClonePlanner.targetFailed(request, e);
    }
  }
}
