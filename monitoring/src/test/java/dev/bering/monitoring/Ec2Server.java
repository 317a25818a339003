package dev.bering.monitoring;

import java.util.List;
import java.util.Map;

/** EC2 as its clients see it: a small network that stays as it is, of two pages of interfaces. */
public final class Ec2Server extends QueryServer {

  private static final String SPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

  @Override
  String errorBody(String code, String message) {
    return "<Response><Errors><Error>%s%s</Error></Errors>%s</Response>"
        .formatted(element("Code", code), element("Message", message), element("RequestID", "r-1"));
  }

  @Override
  String replyBody(String action, String result) {
    return "<%1$sResponse xmlns=\"%2$s\"><requestId>r-1</requestId>%3$s</%1$sResponse>"
        .formatted(action, SPACE, result);
  }

  @Override
  String answer(String action, Map<String, String> form) throws Refused {
    return switch (action) {
      case "DescribeNetworkInterfaces" ->
          form.containsKey("NextToken")
              ? list(
                  "networkInterfaceSet", nic("eni-0c", "vpc_endpoint", "VPC Endpoint", "10.0.2.9"))
              : list(
                      "networkInterfaceSet",
                      nic("eni-0a", "nat_gateway", "Interface for NAT Gateway nat-0a", "10.0.0.5"),
                      nic("eni-0b", "interface", "", "10.0.1.7"))
                  + element("nextToken", "more");
      case "DescribeNatGateways" ->
          list(
              "natGatewaySet",
              element("natGatewayId", "nat-0a")
                  + element("state", "available")
                  + element("vpcId", "vpc-1")
                  + element("subnetId", "subnet-1")
                  + element("connectivityType", "public")
                  + list(
                      "natGatewayAddressSet",
                      element("networkInterfaceId", "eni-0a") + element("privateIp", "10.0.0.5")),
              element("natGatewayId", "nat-0r")
                  + element("state", "available")
                  + element("vpcId", "vpc-1"));
      case "DescribeVpcEndpoints" ->
          list(
              "vpcEndpointSet",
              element("vpcEndpointId", "vpce-0c")
                  + element("vpcEndpointType", "Interface")
                  + element("vpcId", "vpc-1")
                  + element("serviceName", "com.amazonaws.us-east-1.sts")
                  + element("state", "available")
                  + "<networkInterfaceIdSet><item>eni-0c</item></networkInterfaceIdSet>");
      case "DescribeInstances" ->
          list(
              "reservationSet",
              element("ownerId", "111122223333")
                  + list(
                      "instancesSet",
                      element("instanceId", "i-0b")
                          + element("instanceType", "c7gn.large")
                          + "<instanceState><code>16</code><name>running</name></instanceState>"
                          + "<placement><availabilityZone>us-east-1a</availabilityZone></placement>"
                          + element("vpcId", "vpc-1")
                          + element("subnetId", "subnet-1")
                          + element("privateIpAddress", "10.0.1.7")
                          + element("sourceDestCheck", "false")
                          + list(
                              "networkInterfaceSet",
                              element("networkInterfaceId", "eni-0b")
                                  + element("sourceDestCheck", "false"))
                          + list(
                              "tagSet", element("key", "map-migrated") + element("value", "d-1"))));
      default ->
          throw new Refused(400, "InvalidAction", "The action %s is not valid".formatted(action));
    };
  }

  private static String list(String name, String... items) {
    StringBuilder all = new StringBuilder();
    List.of(items).forEach(item -> all.append("<item>").append(item).append("</item>"));
    return "<%1$s>%2$s</%1$s>".formatted(name, all);
  }

  private static String nic(String id, String type, String description, String address) {
    return element("networkInterfaceId", id)
        + element("interfaceType", type)
        + element("description", description)
        + element("ownerId", "111122223333")
        + element("availabilityZone", "us-east-1a")
        + element("vpcId", "vpc-1")
        + element("subnetId", "subnet-1")
        + element("privateIpAddress", address);
  }
}
