package dev.bering.monitoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bering.monitoring.QueryServer.Refused;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.InventoryFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

class AwsInventoryTest {

  @Test
  void whatEc2TellsInPagesIsOneInventory() {
    try (Ec2Server server = new Ec2Server()) {
      server.fail(
          "DescribeInstances",
          List.of(new Refused(503, "RequestLimitExceeded", "Request limit exceeded.")));
      Inventory inventory = AwsInventory.of(MonitoringRunnerTest.region(server));
      assertThat(server.journal())
          .containsExactly(
              "DescribeNetworkInterfaces",
              "DescribeNetworkInterfaces",
              "DescribeNatGateways",
              "DescribeVpcEndpoints",
              "DescribeInstances",
              "DescribeInstances");
      assertThat(InventoryFile.text(inventory).replaceAll("\\s+", " "))
          .isEqualTo(
              """
              { "inventory" : 1,
               "interfaces" : [
               { "id" : "eni-0a", "account" : "111122223333", "region" : "us-east-1", "zone" : "us-east-1a", "vpc" : "vpc-1", "subnet" : "subnet-1", "type" : "nat_gateway", "addresses" : [ "10.0.0.5" ], "owner" : "nat-0a" },
               { "id" : "eni-0b", "account" : "111122223333", "region" : "us-east-1", "zone" : "us-east-1a", "vpc" : "vpc-1", "subnet" : "subnet-1", "type" : "interface", "addresses" : [ "10.0.1.7" ], "owner" : "i-0b" },
               { "id" : "eni-0c", "account" : "111122223333", "region" : "us-east-1", "zone" : "us-east-1a", "vpc" : "vpc-1", "subnet" : "subnet-1", "type" : "vpc_endpoint", "addresses" : [ "10.0.2.9" ], "owner" : "vpce-0c" } ],
               "natGateways" : [
               { "id" : "nat-0a", "region" : "us-east-1", "vpc" : "vpc-1", "subnet" : "subnet-1", "mode" : "zonal", "connectivity" : "public", "interfaces" : [ "eni-0a" ], "addresses" : [ "10.0.0.5" ] },
               { "id" : "nat-0r", "region" : "us-east-1", "vpc" : "vpc-1", "mode" : "regional", "connectivity" : "public", "interfaces" : [ ], "addresses" : [ ] } ],
               "endpoints" : [
               { "id" : "vpce-0c", "region" : "us-east-1", "vpc" : "vpc-1", "type" : "interface", "service" : "com.amazonaws.us-east-1.sts", "interfaces" : [ "eni-0c" ] } ],
               "instances" : [
               { "id" : "i-0b", "account" : "111122223333", "region" : "us-east-1", "zone" : "us-east-1a", "vpc" : "vpc-1", "subnet" : "subnet-1", "type" : "c7gn.large", "interfaces" : [ "eni-0b" ], "addresses" : [ "10.0.1.7" ], "forwards" : true, "state" : "running", "tags" : { "map-migrated" : "d-1" } } ] }
              """
                  .replaceAll("\\s+", " "));
    }
  }

  @Test
  void anInventoryThatIsNotWholeIsNone() {
    try (Ec2Server server = new Ec2Server()) {
      server.fail(
          "DescribeNatGateways",
          List.of(new Refused(403, "UnauthorizedOperation", "You are not authorized.")));
      assertThatThrownBy(() -> AwsInventory.of(MonitoringRunnerTest.region(server)))
          .hasMessage(
              "Cannot take the inventory of us-east-1: UnauthorizedOperation: You are not"
                  + " authorized.");
    }
  }

  @Test
  void anErrorWithoutDetailsIsToldByItsStatus() {
    assertThatThrownBy(
            () ->
                AwsErrors.asked(
                    "reach somebody",
                    () -> {
                      throw AwsServiceException.builder().statusCode(502).build();
                    }))
        .hasMessage("Cannot reach somebody: the answer has status 502, and is none of AWS.");
  }

  @Test
  void whatIsNoAnswerOfAwsIsToldAsThat() {
    try (Ec2Server server = new Ec2Server()) {
      server.fail("DescribeVpcEndpoints", List.of(new Refused(403, "", "")));
      assertThatThrownBy(() -> AwsInventory.of(MonitoringRunnerTest.region(server)))
          .hasMessage(
              "Cannot take the inventory of us-east-1: the answer has status 403, and is none of"
                  + " AWS.");
    }
  }
}
