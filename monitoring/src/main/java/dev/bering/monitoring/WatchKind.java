package dev.bering.monitoring;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a rule watches. */
public enum WatchKind {
  /** Bytes that pass NAT gateways, each counted once, in both directions. */
  NAT_GATEWAY_BYTES("bytes through NAT gateways"),
  /** Bytes that pass NAT instances, each counted once, in both directions. */
  NAT_INSTANCE_BYTES("bytes through NAT instances"),
  /** Bytes that pass interface endpoints of services of AWS, except Kinesis. */
  ENDPOINT_BYTES("bytes through interface endpoints"),
  /** Bytes that pass endpoints of other parties' services, such as those of Databricks. */
  PRIVATELINK_BYTES("bytes through PrivateLink"),
  /** Bytes that pass endpoints of Kinesis. */
  KINESIS_BYTES("bytes through endpoints of Kinesis"),
  /** Bytes to S3 through gateway endpoints. */
  S3_GATEWAY_BYTES_OUT("bytes to S3 through gateway endpoints"),
  /** Bytes from S3, whatever their way was: a record of what comes in does not tell it. */
  S3_GATEWAY_BYTES_IN("bytes from S3"),
  /** Connections that are opened through NAT gateways and instances. */
  NAT_CONNECTIONS("connections opened through NAT"),
  /** Connections that are opened to endpoints of any kind. */
  ENDPOINT_CONNECTIONS("connections opened to endpoints");

  private final String text;

  WatchKind(String text) {
    this.text = text;
  }

  /** What is watched, for a person. */
  public String text() {
    return text;
  }

  /** Its name in names of rules, such as {@code nat-gateway-bytes}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  boolean isCount() {
    return this == NAT_CONNECTIONS || this == ENDPOINT_CONNECTIONS;
  }

  /** The one of a name. */
  public static Optional<WatchKind> named(String slug) {
    return Arrays.stream(values()).filter(kind -> kind.slug().equals(slug)).findFirst();
  }

  /** All names. */
  public static List<String> slugs() {
    return Arrays.stream(values()).map(WatchKind::slug).toList();
  }
}
