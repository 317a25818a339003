package dev.bering.examples;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A window of the features with the truth about it.
 *
 * @param hour its hour of the day
 * @param values by column name
 * @param attack whether most of its connections are attacks
 */
record TrainingWindow(int hour, Map<String, Double> values, boolean attack) {

  private static final String WITH_TRUTH =
      """
      SELECT * FROM (%s)
      JOIN (
        SELECT protocol_type, service, flag, slice_day, slice_hour,
          avg((label <> 'normal.')::INTEGER) > 0.5 AS attack
        FROM connections GROUP BY ALL
      ) USING (protocol_type, service, flag, slice_day, slice_hour)
      ORDER BY protocol_type, service, flag, slice_day, slice_hour
      """;

  TrainingWindow {
    values = Map.copyOf(values);
  }

  double value(String column) {
    Double value = values.get(column);
    if (value == null) {
      throw new IllegalStateException("no " + column + " among " + values.keySet());
    }
    return value;
  }

  /**
   * The windows of loaded connections in the order of their keys, computed by the platform's own
   * SQL, so that the model learns on what it will be given.
   *
   * @param columns the columns of the features to keep
   */
  static List<TrainingWindow> of(Landing landing, List<String> columns) {
    List<TrainingWindow> windows = new ArrayList<>();
    try (Statement sql = landing.duckdb().createStatement();
        ResultSet rows =
            sql.executeQuery(WITH_TRUTH.formatted(Resource.text("legacy/features.sql")))) {
      while (rows.next()) {
        Map<String, Double> values = new LinkedHashMap<>();
        for (String column : columns) {
          values.put(column, rows.getDouble(column));
        }
        windows.add(
            new TrainingWindow(rows.getInt("slice_hour"), values, rows.getBoolean("attack")));
      }
      return windows;
    } catch (SQLException e) {
      throw new IllegalStateException("windows of " + landing.sentence(), e);
    }
  }
}
