-- One row per entity (protocol, service, flag) and hour: what its connections looked like.
SELECT
  protocol_type,
  service,
  flag,
  slice_day,
  slice_hour,
  count(*) AS connection_count,
  sum(src_bytes)::BIGINT AS src_bytes_sum,
  sum(dst_bytes)::BIGINT AS dst_bytes_sum,
  -- Bytes sent for each byte received; infinite if nothing came back.
  CASE
    WHEN sum(src_bytes) = 0 THEN 0
    ELSE sum(src_bytes)::DOUBLE / sum(dst_bytes)::DOUBLE
  END AS byte_ratio,
  ln(1 + avg(src_bytes)) AS log_src_bytes,
  ln(1 + avg(dst_bytes)) AS log_dst_bytes,
  ln(1 + avg(duration)) AS log_duration,
  avg(logged_in) AS mean_logged_in,
  avg("count") AS mean_count,
  avg(srv_count) AS mean_srv_count,
  avg(serror_rate) AS mean_serror_rate,
  avg(rerror_rate) AS mean_rerror_rate,
  avg(same_srv_rate) AS mean_same_srv_rate,
  avg(diff_srv_rate) AS mean_diff_srv_rate,
  avg(srv_diff_host_rate) AS mean_srv_diff_host_rate,
  avg(dst_host_same_src_port_rate) AS mean_dst_host_same_src_port_rate
FROM connections
GROUP BY ALL
