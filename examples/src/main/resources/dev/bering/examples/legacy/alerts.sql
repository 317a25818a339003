-- What either detection reports becomes an alert; its id follows from its parts, so the same
-- finding has the same id in every run.
WITH detections AS (
  SELECT 'classification' AS detector, 0.9 AS high_from, * FROM classification
  UNION ALL
  SELECT 'anomaly', 10, * FROM anomaly
)
SELECT
  md5(concat_ws('|', detector, protocol_type, service, flag, slice_day, slice_hour, reason)) AS alert_id,
  detector,
  protocol_type, service, flag, slice_day, slice_hour,
  reason,
  CASE
    WHEN reason = 'exfiltration' THEN 'critical'
    WHEN score >= high_from THEN 'high'
    ELSE 'medium'
  END AS severity,
  score
FROM detections
WHERE reason IS NOT NULL
