package dev.bering.examples;

import java.time.LocalDate;

/**
 * A connection as the features read it: the columns of the table {@code connections} that matter to
 * them, under the names they have there.
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record ConnectionRow(
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
