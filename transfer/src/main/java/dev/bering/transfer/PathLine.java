package dev.bering.transfer;

import java.util.List;

/**
 * What of a record tells its way.
 *
 * @param owner the interface that logged it, or {@code -}
 * @param resource the gateway that logged it, where a record says so
 * @param packetSource who sent it first, where a record says so, else {@code -}
 * @param packetTarget who gets it in the end, where a record says so, else {@code -}
 * @param sourceService the service of AWS that sent it, or {@code -}
 * @param targetService the service of AWS that gets it, or {@code -}
 * @param trafficPath how it leaves, of records of what leaves; else {@code -}
 */
record PathLine(
    String owner,
    String source,
    String target,
    String resource,
    String packetSource,
    String packetTarget,
    String sourceService,
    String targetService,
    String trafficPath) {

  /** Without these nothing can be told. */
  static final List<FlowField> NEEDED =
      List.of(FlowField.INTERFACE_ID, FlowField.SRCADDR, FlowField.DSTADDR);

  /** What helps, where records have it. */
  static final List<FlowField> HELPFUL =
      List.of(
          FlowField.RESOURCE_ID,
          FlowField.PKT_SRCADDR,
          FlowField.PKT_DSTADDR,
          FlowField.PKT_SRC_AWS_SERVICE,
          FlowField.PKT_DST_AWS_SERVICE,
          FlowField.TRAFFIC_PATH);

  static final int FIELDS = NEEDED.size() + HELPFUL.size();

  static PathLine of(List<String> keys) {
    return new PathLine(
        keys.get(0),
        keys.get(1),
        keys.get(2),
        keys.get(3),
        keys.get(4),
        keys.get(5),
        keys.get(6),
        keys.get(7),
        keys.get(8));
  }

  /** The service at either end, such as S3; {@code -} if none is told. */
  String service() {
    return targetService.equals("-") ? sourceService : targetService;
  }
}
