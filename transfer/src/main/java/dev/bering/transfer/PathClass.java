package dev.bering.transfer;

import java.util.Locale;

/** Which way traffic takes, as far as it decides about what it costs. */
public enum PathClass {
  /** Through a NAT gateway. */
  NAT_GATEWAY,
  /** Through a machine that forwards. */
  NAT_INSTANCE,
  /** Through an interface endpoint of a service of AWS. */
  INTERFACE_ENDPOINT,
  /** Through a gateway endpoint, of S3 or DynamoDB. */
  GATEWAY_ENDPOINT,
  /** Through an endpoint of somebody's own service. */
  PRIVATELINK,
  /** To another VPC. */
  PEERING,
  /** Between interfaces of one VPC. */
  INTRA_VPC,
  /** Through an internet gateway. */
  INTERNET,
  /** By none of these: to a network on premises, through a transit gateway, of another kind. */
  OTHER,
  /** Nobody can tell from what the records hold; it may be counted elsewhere too. */
  UNDECIDED;

  /** Such as {@code nat-gateway}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
