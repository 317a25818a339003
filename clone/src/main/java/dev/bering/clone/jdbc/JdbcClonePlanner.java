package dev.bering.clone.jdbc;

import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.stores.Failures;
import dev.bering.stores.Store;
import dev.bering.stores.Stores;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Works out how a table of a database becomes a Delta table. */
public final class JdbcClonePlanner {

  private final Function<Location, Store> stores;

  /** A planner over the stores that locations name. */
  public JdbcClonePlanner() {
    this(Stores::open);
  }

  JdbcClonePlanner(Function<Location, Store> stores) {
    this.stores = stores;
  }

  /**
   * Plans a clone. Asks the database's catalogue and looks at the target; reads no rows and writes
   * nothing.
   *
   * @throws UserException with every reason why there can be none; the codes begin with JDBC_
   */
  public JdbcClonePlan plan(JdbcRequest request) {
    JdbcSource source = request.source();
    try (SourceSnapshot snapshot =
            source.dialect().open(source, request.limits().withConnections(1));
        Store store = stores.apply(request.target())) {
      return plan(request, snapshot.main(), store);
    } catch (SQLException e) {
      throw source.failed("read", e);
    } catch (IOException e) {
      throw targetFailed(request, e);
    }
  }

  static UserException targetFailed(JdbcRequest request, IOException e) {
    return UserException.temporary(
        new Problem(
            "JDBC_TARGET_FAILED",
            "Cannot clone %s to %s: %s."
                .formatted(request.source(), request.target(), Failures.fact(e)),
            "mend it and run the same command again; it goes on where it stopped"),
        e);
  }

  static JdbcClonePlan plan(JdbcRequest request, Connection connection, Store store)
      throws SQLException, IOException {
    JdbcSource source = request.source();
    SourceTable table = source.dialect().describe(connection, request);
    KeyChoice choice = KeyChoice.of(request, table);
    List<Problem> problems = new ArrayList<>(table.problems());
    problems.addAll(choice.problems());
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    Rules rules = Rules.of(source, table.columns(), choice.key());
    TargetTable target = TargetTable.read(store, request.target(), source, rules);
    return new JdbcClonePlan(
        source.name(),
        source.table(),
        request.target(),
        table.columns(),
        choice.key(),
        choice.watermark(),
        request.refresh(),
        source.dialect().within(request.limits()),
        table.estimatedRowCount(),
        table.averageRowBytes(),
        target.version(),
        target.chunks().size(),
        new Journal(store, rules.hash()).done().size(),
        rules.hash());
  }
}
