package dev.bering.app;

import dev.bering.model.Counts;
import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.monitoring.AwsInventory;
import dev.bering.monitoring.AwsRegion;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.InventoryFile;
import dev.bering.transfer.InventoryReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering transfer inventory FILES...}. */
@Command(
    name = "inventory",
    description = "Say what a transfer may pass: interfaces, NAT, endpoints, machines.",
    footer = {
      "",
      "Reads what these print, of any number of regions, accounts and pages:",
      "",
      "  aws ec2 describe-network-interfaces > saved/interfaces.json",
      "  aws ec2 describe-nat-gateways > saved/nat-gateways.json",
      "  aws ec2 describe-vpc-endpoints > saved/endpoints.json",
      "  aws ec2 describe-instances > saved/instances.json",
      "  bering transfer inventory saved/ --into inventory.json"
    })
final class TransferInventoryCommand extends Verb {

  @Parameters(
      arity = "0..*",
      paramLabel = "FILES",
      description = "Folders and files of saved answers, or of inventories.")
  private List<Path> places = List.of();

  @Option(names = "--from-aws", description = "Ask EC2, in place of files.")
  private boolean fromAws;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "The region to ask with --from-aws.")
  private Optional<String> region = Optional.empty();

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description = "Where EC2 is reached with --from-aws, if not where the region has it.")
  private Optional<URI> endpoint = Optional.empty();

  @Option(
      names = "--into",
      paramLabel = "FILE",
      description = "Write the inventory there, as one file that can be kept beside code.")
  private Optional<Path> into = Optional.empty();

  TransferInventoryCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>();
    if (fromAws == !places.isEmpty()) {
      problems.add(
          problem(
              fromAws ? "it is asked for from files and from AWS" : "it is not said from what",
              "name files, or give --from-aws with --region"));
    }
    if (fromAws == region.isEmpty()) {
      problems.add(
          problem(
              fromAws ? "no region is given" : "files have their own regions",
              "give --region together with --from-aws"));
    }
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    into.ifPresent(ReportFile::requireWritable);
    Inventory inventory =
        fromAws
            ? AwsInventory.of(AwsRegion.of(region.orElse(""), endpoint))
            : InventoryReader.read(places);
    into.ifPresent(file -> ReportFile.write(file, InventoryFile.text(inventory)));
    return result("inventory", inventory, () -> text(inventory), ExitCode.OK);
  }

  private static Problem problem(String fact, String hint) {
    return new Problem("TRANSFER_OPTION", "Cannot take an inventory: %s.".formatted(fact), hint);
  }

  static String text(Inventory inventory) {
    TextColumns lines = new TextColumns();
    inventory
        .natGateways()
        .forEach(
            one ->
                lines.line(
                    "NAT gateway",
                    one.id(),
                    one.place().region(),
                    one.place().vpc(),
                    "%s, %s"
                        .formatted(
                            one.mode().name().toLowerCase(Locale.ROOT),
                            one.connectivity().name().toLowerCase(Locale.ROOT)),
                    String.join(" ", one.addresses())));
    inventory.instances().stream()
        .filter(Inventory.Instance::forwards)
        .forEach(
            one ->
                lines.line(
                    "NAT instance",
                    one.id(),
                    one.place().region(),
                    one.place().vpc(),
                    one.type(),
                    String.join(" ", one.addresses())));
    inventory
        .endpoints()
        .forEach(
            one ->
                lines.line(
                    "endpoint",
                    one.id(),
                    one.place().region(),
                    one.place().vpc(),
                    one.type(),
                    one.service()));
    return lines.text("")
        + "%s, %s, %s, %s%n"
            .formatted(
                Counts.of(inventory.interfaces().size(), "interface"),
                Counts.of(inventory.natGateways().size(), "NAT gateway"),
                Counts.of(inventory.endpoints().size(), "endpoint"),
                Counts.of(inventory.instances().size(), "instance"));
  }
}
