package dev.bering.transfer;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a record of a VPC flow log can tell, of versions 2 to 5 and 7 to 11 (6 is another
 * product's).
 *
 * <p>Source: "Flow log records" of the Amazon VPC user guide, as of 2026-08.
 */
public enum FlowField {
  VERSION(2, Kind.NUMBER),
  ACCOUNT_ID(2, Kind.TEXT),
  INTERFACE_ID(2, Kind.TEXT),
  SRCADDR(2, Kind.TEXT),
  DSTADDR(2, Kind.TEXT),
  SRCPORT(2, Kind.NUMBER),
  DSTPORT(2, Kind.NUMBER),
  PROTOCOL(2, Kind.NUMBER),
  PACKETS(2, Kind.NUMBER),
  BYTES(2, Kind.NUMBER),
  /** Seconds since 1970, in UTC. */
  START(2, Kind.NUMBER),
  /** Seconds since 1970, in UTC. */
  END(2, Kind.NUMBER),
  /** ACCEPT or REJECT. */
  ACTION(2, Kind.TEXT),
  /** OK, NODATA or SKIPDATA. */
  LOG_STATUS(2, Kind.TEXT),

  VPC_ID(3, Kind.TEXT),
  SUBNET_ID(3, Kind.TEXT),
  INSTANCE_ID(3, Kind.TEXT),
  TCP_FLAGS(3, Kind.NUMBER),
  TYPE(3, Kind.TEXT),
  PKT_SRCADDR(3, Kind.TEXT),
  PKT_DSTADDR(3, Kind.TEXT),

  REGION(4, Kind.TEXT),
  AZ_ID(4, Kind.TEXT),
  SUBLOCATION_TYPE(4, Kind.TEXT),
  SUBLOCATION_ID(4, Kind.TEXT),

  PKT_SRC_AWS_SERVICE(5, Kind.TEXT),
  PKT_DST_AWS_SERVICE(5, Kind.TEXT),
  FLOW_DIRECTION(5, Kind.TEXT),
  TRAFFIC_PATH(5, Kind.NUMBER),

  ECS_CLUSTER_ARN(7, Kind.TEXT),
  ECS_CLUSTER_NAME(7, Kind.TEXT),
  ECS_CONTAINER_INSTANCE_ARN(7, Kind.TEXT),
  ECS_CONTAINER_INSTANCE_ID(7, Kind.TEXT),
  ECS_CONTAINER_ID(7, Kind.TEXT),
  ECS_SECOND_CONTAINER_ID(7, Kind.TEXT),
  ECS_SERVICE_NAME(7, Kind.TEXT),
  ECS_TASK_DEFINITION_ARN(7, Kind.TEXT),
  ECS_TASK_ARN(7, Kind.TEXT),
  ECS_TASK_ID(7, Kind.TEXT),

  REJECT_REASON(8, Kind.TEXT),

  RESOURCE_ID(9, Kind.TEXT),

  ENCRYPTION_STATUS(10, Kind.NUMBER),

  INSTANCE_TAG(11, Kind.TAG),
  INSTANCE_TAG_2(11, Kind.TAG),
  INTERFACE_TAG(11, Kind.TAG),
  INTERFACE_TAG_2(11, Kind.TAG),
  ASG_TAG(11, Kind.TAG),
  ASG_TAG_2(11, Kind.TAG),
  INTERFACE_TYPE(11, Kind.TEXT),
  NEXT_HOP_INTERFACE_ID(11, Kind.TEXT),
  NEXT_HOP_SUBNET_ID(11, Kind.TEXT),
  NEXT_HOP_AZ_ID(11, Kind.TEXT),
  NEXT_HOP_VPC_ID(11, Kind.TEXT),
  NEXT_HOP_INTERFACE_TYPE(11, Kind.TEXT);

  /** What a field holds. */
  public enum Kind {
    TEXT,
    /** A whole number of at least 0. */
    NUMBER,
    /** Text that is percent-encoded in the log. */
    TAG
  }

  private static final Map<String, FlowField> BY_NAME =
      Arrays.stream(values()).collect(Collectors.toMap(FlowField::text, Function.identity()));

  private final int since;
  private final Kind kind;
  private final String text = name().toLowerCase(Locale.ROOT).replace('_', '-');

  FlowField(int since, Kind kind) {
    this.since = since;
    this.kind = kind;
  }

  /**
   * The field of a name as logs write it, {@code interface-id}, or Parquet, {@code interface_id}.
   */
  public static Optional<FlowField> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name.toLowerCase(Locale.ROOT).replace('_', '-')));
  }

  /** Its name in logs, such as {@code interface-id}. */
  public String text() {
    return text;
  }

  /** The version of records that brought it. */
  public int since() {
    return since;
  }

  /** What it holds. */
  public Kind kind() {
    return kind;
  }
}
