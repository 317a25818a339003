-- How far the number of connections in a window is from what the entity's windows of the day
-- before it had, in standard deviations. Counts are whole, so a spread below one connection is
-- taken as one; fewer than three windows are no history and get no score.
WITH history AS (
  SELECT
    protocol_type, service, flag, slice_day, slice_hour,
    connection_count,
    count(*) OVER before AS history_count,
    avg(connection_count) OVER before AS mean_before,
    stddev_samp(connection_count) OVER before AS stddev_before
  FROM features
  WINDOW before AS (
    PARTITION BY protocol_type, service, flag
    ORDER BY slice_day, slice_hour
    ROWS BETWEEN 24 PRECEDING AND 1 PRECEDING
  )
),
scored AS (
  SELECT
    protocol_type, service, flag, slice_day, slice_hour,
    CASE
      WHEN history_count >= 3 THEN (connection_count - mean_before) / greatest(stddev_before, 1)
    END AS score
  FROM history
)
SELECT *, CASE WHEN score >= 4 THEN 'volume' END AS reason
FROM scored
