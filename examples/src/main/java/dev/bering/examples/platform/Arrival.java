package dev.bering.examples.platform;

import java.time.LocalDate;

/**
 * A connection as it arrives; delivery is at least once, so one may arrive again.
 *
 * @param connection_id the same for each delivery of a connection
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record Arrival(
    long connection_id,
    String protocol_type,
    String service,
    String flag,
    LocalDate slice_day,
    int slice_hour,
    long duration,
    long src_bytes,
    long dst_bytes,
    long logged_in,
    long count,
    long srv_count,
    double serror_rate,
    double rerror_rate,
    double same_srv_rate,
    double diff_srv_rate,
    double srv_diff_host_rate,
    double dst_host_same_src_port_rate) {}
