-- The model's probability that a window is an attack, and what is reported of the window.
-- Bytes that go out and nearly nothing that comes back outweigh whatever the model says.
WITH measures AS (
  UNPIVOT (SELECT * EXCLUDE (connection_count, src_bytes_sum, dst_bytes_sum, byte_ratio) FROM features)
  ON COLUMNS(* EXCLUDE (protocol_type, service, flag, slice_day, slice_hour))
  INTO NAME feature VALUE measure
),
scored AS (
  SELECT
    protocol_type, service, flag, slice_day, slice_hour,
    1 / (1 + exp(-(any_value(intercept) + sum(weight * (measure - mean) / scale)))) AS score,
    any_value(threshold) AS threshold
  FROM measures JOIN model USING (feature)
  GROUP BY ALL
)
SELECT
  protocol_type, service, flag, slice_day, slice_hour,
  score,
  CASE
    WHEN byte_ratio > 1000 AND src_bytes_sum >= 1000000 THEN 'exfiltration'
    WHEN score >= threshold THEN 'attack'
  END AS reason
FROM scored JOIN features USING (protocol_type, service, flag, slice_day, slice_hour)
