package dev.bering.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bering.model.ExitCode;
import dev.bering.model.UserException;
import dev.bering.transfer.Inventory.Connectivity;
import dev.bering.transfer.Inventory.Endpoint;
import dev.bering.transfer.Inventory.Instance;
import dev.bering.transfer.Inventory.Interface;
import dev.bering.transfer.Inventory.Mode;
import dev.bering.transfer.Inventory.NatGateway;
import dev.bering.transfer.Inventory.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryReaderTest {

  private static final String INTERFACES =
      """
      {"NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-0a", "InterfaceType": "nat_gateway", "OwnerId": "111122223333",
         "AvailabilityZone": "us-east-1a", "VpcId": "vpc-1", "SubnetId": "subnet-1",
         "Description": "Interface for NAT Gateway nat-0a", "RequesterManaged": true,
         "PrivateIpAddress": "10.0.0.5",
         "PrivateIpAddresses": [{"Primary": true, "PrivateIpAddress": "10.0.0.5"}]},
        {"NetworkInterfaceId": "eni-0b", "InterfaceType": "interface", "OwnerId": "111122223333",
         "AvailabilityZone": "us-east-1a", "VpcId": "vpc-1", "SubnetId": "subnet-2",
         "Attachment": {"InstanceId": "i-0b", "Status": "attached"}, "SourceDestCheck": false,
         "PrivateIpAddress": "10.0.1.7", "Ipv6Addresses": [{"Ipv6Address": "2001:db8::7"}],
         "TagSet": [{"Key": "Name", "Value": "way out"}]}],
       "NextToken": "more"}
      """;

  private static final String MORE_INTERFACES =
      """
      {"NetworkInterfaces": [
        {"NetworkInterfaceId": "eni-0c", "InterfaceType": "vpc_endpoint", "OwnerId": "111122223333",
         "AvailabilityZone": "us-east-1b", "VpcId": "vpc-1", "SubnetId": "subnet-3",
         "Description": "VPC Endpoint Interface vpce-0c", "PrivateIpAddress": "10.0.2.9"}]}
      """;

  private static final String GATEWAYS =
      """
      {"NatGateways": [
        {"NatGatewayId": "nat-0a", "State": "available", "VpcId": "vpc-1", "SubnetId": "subnet-1",
         "ConnectivityType": "public", "NatGatewayAddresses": [
           {"NetworkInterfaceId": "eni-0a", "PrivateIp": "10.0.0.5", "PublicIp": "198.51.100.5"}]},
        {"NatGatewayId": "nat-0r", "State": "available", "VpcId": "vpc-1",
         "AvailabilityMode": "regional", "ConnectivityType": "public",
         "NatGatewayAddresses": [{"PublicIp": "198.51.100.6", "AvailabilityZone": "us-east-1a"}]},
        {"NatGatewayId": "nat-0z", "State": "deleted", "VpcId": "vpc-1", "SubnetId": "subnet-1"}]}
      """;

  private static final String ENDPOINTS =
      """
      {"VpcEndpoints": [
        {"VpcEndpointId": "vpce-0c", "VpcEndpointType": "Interface", "VpcId": "vpc-1",
         "ServiceName": "com.amazonaws.vpce.us-east-1.vpce-svc-09143d1e626de2f04",
         "State": "available", "OwnerId": "111122223333", "NetworkInterfaceIds": ["eni-0c"]},
        {"VpcEndpointId": "vpce-0s", "VpcEndpointType": "Gateway", "VpcId": "vpc-1",
         "ServiceName": "com.amazonaws.us-east-1.s3", "State": "available",
         "OwnerId": "111122223333", "RouteTableIds": ["rtb-1"], "NetworkInterfaceIds": []}]}
      """;

  private static final String INSTANCES =
      """
      {"Reservations": [{"OwnerId": "111122223333", "Instances": [
        {"InstanceId": "i-0b", "InstanceType": "c7gn.large", "State": {"Name": "running"},
         "Placement": {"AvailabilityZone": "us-east-1a"}, "VpcId": "vpc-1",
         "SubnetId": "subnet-2", "PrivateIpAddress": "10.0.1.7", "SourceDestCheck": false,
         "NetworkInterfaces": [{"NetworkInterfaceId": "eni-0b", "PrivateIpAddress": "10.0.1.7",
           "SourceDestCheck": false}]},
        {"InstanceId": "i-0z", "State": {"Name": "terminated"}, "NetworkInterfaces": []}]}]}
      """;

  private static final String TAGS =
      """
      {"Tags": [
        {"ResourceId": "i-0b", "ResourceType": "instance", "Key": "map-migrated", "Value": "d-1"},
        {"ResourceId": "vol-1", "ResourceType": "volume", "Key": "Name", "Value": "disk"}]}
      """;

  @TempDir private Path folder;

  private Inventory read(Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    return InventoryReader.read(List.of(folder));
  }

  private static final Map<String, String> ALL =
      Map.of(
          "eni-1.json", INTERFACES,
          "eni-2.json", MORE_INTERFACES,
          "nat.json", GATEWAYS,
          "vpce.json", ENDPOINTS,
          "ec2.json", INSTANCES,
          "tags.json", TAGS);

  @Test
  void savedAnswersOfSeveralPagesAreOneInventory() throws IOException {
    Inventory inventory = read(ALL);

    Place inSubnet1 = new Place("111122223333", "us-east-1", "us-east-1a", "vpc-1", "subnet-1");
    assertThat(inventory.interfaces().get(0))
        .isEqualTo(
            new Interface(
                "eni-0a", "nat_gateway", inSubnet1, List.of("10.0.0.5"), "nat-0a", Map.of()));
    assertThat(inventory.interfaces().get(1).addresses())
        .containsExactly("10.0.1.7", "2001:db8::7");
    assertThat(inventory.interfaces())
        .extracting(Interface::id, Interface::owner)
        .containsExactly(
            tuple("eni-0a", "nat-0a"), tuple("eni-0b", "i-0b"), tuple("eni-0c", "vpce-0c"));
    assertThat(inventory.natGateways())
        .containsExactly(
            new NatGateway(
                "nat-0a",
                Mode.ZONAL,
                Connectivity.PUBLIC,
                new Place("", "us-east-1", "", "vpc-1", "subnet-1"),
                List.of("eni-0a"),
                List.of("10.0.0.5"),
                Map.of()),
            new NatGateway(
                "nat-0r",
                Mode.REGIONAL,
                Connectivity.PUBLIC,
                new Place("", "us-east-1", "", "vpc-1", ""),
                List.of(),
                List.of(),
                Map.of()));
    assertThat(inventory.endpoints())
        .extracting(Endpoint::type, Endpoint::isPrivateLink, Endpoint::serviceWord)
        .containsExactly(
            tuple("interface", true, "vpce-svc-09143d1e626de2f04"), tuple("gateway", false, "s3"));
    assertThat(inventory.instances())
        .containsExactly(
            new Instance(
                "i-0b",
                "c7gn.large",
                new Place("111122223333", "us-east-1", "us-east-1a", "vpc-1", "subnet-2"),
                List.of("eni-0b"),
                List.of("10.0.1.7"),
                true,
                Map.of("map-migrated", "d-1"),
                "running"));
  }

  @Test
  void anInventoryThatWasWrittenIsReadAsItWas() throws IOException {
    Inventory inventory = read(ALL);
    Path file = Files.writeString(folder.resolve("own.txt"), InventoryFile.text(inventory));
    assertThat(InventoryReader.read(List.of(file))).isEqualTo(inventory);
  }

  @Test
  void whatEc2DoesNotTellIsNotAskedOfTheFileEither() throws IOException {
    Inventory inventory =
        read(
            Map.of(
                "eni.json",
                "{\"NetworkInterfaces\": [{\"NetworkInterfaceId\": \"eni-1\", \"VpcId\": \"vpc-1\"}]}",
                "vpce.json",
                "{\"VpcEndpoints\": [{\"VpcEndpointId\": \"vpce-1\", \"VpcEndpointType\": \"Interface\"}]}"));
    Path file = Files.writeString(folder.resolve("own.txt"), InventoryFile.text(inventory));
    assertThat(InventoryReader.read(List.of(file))).isEqualTo(inventory);
  }

  @Test
  void contradictionsAreNamedAllAtOnce() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "a.json",
                        GATEWAYS,
                        "b.json",
                        GATEWAYS.replace("10.0.0.5", "10.0.0.6"),
                        "c.json",
                        INTERFACES.replace("\"NextToken\": \"more\"", "\"x\": 1"),
                        "d.json",
                        MORE_INTERFACES,
                        "e.json",
                        "{\"Reservations\": []}")))
        .isInstanceOf(UserException.class)
        .hasMessage(
            """
            Cannot take the inventory: NAT gateway nat-0a has addresses ["10.0.0.5"] in %1$s/a.json and ["10.0.0.6"] in %1$s/b.json.
            Cannot take the inventory: interface eni-0b belongs to instance i-0b, which is not there.
            Cannot take the inventory: interface eni-0c is that of endpoint vpce-0c, which is not there."""
                .formatted(folder));
  }

  @Test
  void whatTheListOfInterfacesLacksIsMissed() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "nat.json", GATEWAYS, "eni.json", MORE_INTERFACES, "vpce.json", ENDPOINTS)))
        .hasMessage(
            "Cannot take the inventory: NAT gateway nat-0a has the interface eni-0a, which is not"
                + " there.");
  }

  @Test
  void filesThatAreNoAnswersAreToldWithAllThatIsWrong() {
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "a.json", "{\"Vpcs\": []}",
                        "b.json", "[1]",
                        "c.json", "{\"NatGateways\": [{\"NatGatewayId\": 5}]}",
                        "d.json", "{\"NatGateways\": [",
                        "e.json", INTERFACES,
                        "f.json", GATEWAYS,
                        "g.json",
                            "{\"inventory\": 1, \"instances\": [{\"id\": \"i\", \"nic\": 1}]}",
                        "h.json", INSTANCES)))
        .hasMessage(
            """
            Cannot read inventory %1$s/a.json: it has none of NetworkInterfaces, NatGateways, VpcEndpoints, Reservations, Tags.
            Cannot read inventory %1$s/b.json: it is no JSON object.
            Cannot read inventory %1$s/c.json: NatGatewayId is no text: 5.
            Cannot read inventory %1$s/c.json: no NatGatewayId in {"NatGatewayId":5}.
            Cannot read inventory %1$s/d.json: it is no JSON: Unexpected end-of-input: expected close marker for Array.
            Cannot read inventory %1$s/g.json: 'i' has no 'nic'.
            Cannot read inventory %1$s: NetworkInterfaces of us-east-1: more pages were to come, and the last is not there."""
                .formatted(folder));
  }

  /** A region whose pages end says nothing of another one's. */
  @Test
  void everyRegionHasItsLastPage() {
    String there = INTERFACES.replace("us-east-1", "eu-west-1").replace("vpc-1", "vpc-2");
    String moreGateways =
        "{\"NatGateways\": [{\"NatGatewayId\": \"nat-0b\", \"State\": \"deleted\","
            + " \"VpcId\": \"vpc-2\"}], \"NextToken\": \"more\"}";
    assertThatThrownBy(
            () ->
                read(
                    Map.of(
                        "eni-1.json", INTERFACES,
                        "eni-2.json", MORE_INTERFACES,
                        "eni-3.json", there.replace("eni-0", "eni-1").replace("nat-0a", "nat-1a"),
                        "nat.json", GATEWAYS,
                        "nat-2.json", moreGateways,
                        "vpce.json", ENDPOINTS)))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE))
        .hasMessageContaining(
            "Cannot read inventory %s: NetworkInterfaces of eu-west-1: more pages were to come, and the last is not there."
                .formatted(folder));
  }

  /** An account whose pages end says nothing of another one's, where lists say whose they are. */
  @Test
  void everyAccountHasItsLastPage() throws IOException {
    String theirs =
        INTERFACES
            .replace("111122223333", "444455556666")
            .replace("vpc-1", "vpc-2")
            .replace("eni-0", "eni-1")
            .replace("nat-0a", "nat-1a")
            .replace("i-0b", "i-1b");
    Map<String, String> pages =
        Map.of(
            "eni-1.json", INTERFACES,
            "eni-2.json", MORE_INTERFACES,
            "eni-3.json", theirs,
            "nat.json", GATEWAYS,
            "vpce.json", ENDPOINTS);
    assertThatThrownBy(() -> read(pages))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE))
        .hasMessageContaining(
            "Cannot read inventory %s: NetworkInterfaces of us-east-1 of 444455556666: more pages were to come, and the last is not there."
                .formatted(folder));
  }

  @Test
  void anEmptyPageMayBeTheLastOfAnyRegion() throws IOException {
    String page =
        "{\"NetworkInterfaces\": [{\"NetworkInterfaceId\": \"eni-1\", \"VpcId\": \"vpc-1\","
            + " \"AvailabilityZone\": \"us-east-1a\"}], \"NextToken\": \"more\"}";
    assertThat(read(Map.of("a.json", page, "b.json", "{\"NetworkInterfaces\": []}")).interfaces())
        .hasSize(1);
  }

  /** Contradictions are a mistake in what was given; what cannot be read is not there to judge. */
  @Test
  void whatCannotBeReadIsASourceThatIsMissing() {
    assertThatThrownBy(() -> InventoryReader.read(List.of(folder.resolve("none.json"))))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE))
        .hasMessage("Cannot read inventory %s/none.json: it is not there.".formatted(folder));
    assertThatThrownBy(() -> InventoryReader.read(List.of(folder)))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.SOURCE));
    assertThatThrownBy(
            () ->
                read(
                    Map.of("a.json", GATEWAYS, "b.json", GATEWAYS.replace("10.0.0.5", "10.0.0.6"))))
        .isInstanceOfSatisfying(
            UserException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
  }
}
