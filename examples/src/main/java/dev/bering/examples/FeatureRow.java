package dev.bering.examples;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What the connections of an entity looked like in one hour; an entity is a protocol, a service and
 * a flag.
 *
 * @param src_bytes_sum bytes sent
 * @param dst_bytes_sum bytes received
 * @param byte_ratio bytes sent for each byte received
 * @param log_src_bytes natural logarithm of one plus the mean
 * @param mean_logged_in share of the connections that were logged in
 */
@SuppressWarnings("MemberName") // a row bears the names of the table's columns
public record FeatureRow(
    String protocol_type,
    String service,
    String flag,
    LocalDate slice_day,
    int slice_hour,
    long connection_count,
    long src_bytes_sum,
    long dst_bytes_sum,
    @Nullable Double byte_ratio,
    double log_src_bytes,
    double log_dst_bytes,
    double log_duration,
    double mean_logged_in,
    double mean_count,
    double mean_srv_count,
    double mean_serror_rate,
    double mean_rerror_rate,
    double mean_same_srv_rate,
    double mean_diff_srv_rate,
    double mean_srv_diff_host_rate,
    double mean_dst_host_same_src_port_rate) {}
