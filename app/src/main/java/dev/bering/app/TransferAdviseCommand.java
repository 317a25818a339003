package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Location;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.FlowCounter;
import dev.bering.transfer.FlowFormat;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.MeasuredTraffic;
import dev.bering.transfer.PriceTable;
import dev.bering.transfer.TransferAdvice;
import dev.bering.transfer.TransferAdvice.Load;
import dev.bering.transfer.TransferAdvice.Term;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bering transfer advise [LOGS...] [--volume 2PB]}. */
@Command(
    name = "advise",
    description =
        "Say what NAT gateways, NAT instances and endpoints would cost for the traffic of flow logs,"
            + " or for a volume.",
    footer = {
      "",
      "A way that does not carry what was seen to pass is refused. Prices are of a dated table, which"
          + " says what of it",
      "could not be checked; give your own with --prices.",
      "",
      "  bering transfer advise flows --inventory inventory/",
      "  bering transfer advise --volume 2PB --deadline 30"
    })
final class TransferAdviseCommand extends Verb {

  private static final Pattern VOLUME =
      Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(G|T|P)(i?)B", Pattern.CASE_INSENSITIVE);

  @Parameters(
      arity = "0..*",
      paramLabel = "LOGS",
      description = "Folders or files of flow logs, or a roll-up of them.")
  private List<String> places = List.of();

  @Option(
      names = "--inventory",
      paramLabel = "FILE",
      description =
          "What 'aws ec2 describe-network-interfaces' and the like have said, files or folders of"
              + " JSON.")
  private List<Path> inventory = List.of();

  @Option(
      names = "--format",
      paramLabel = "FIELDS",
      description = "The fields of files that do not name them; version 2 unless given.")
  private Optional<String> format = Optional.empty();

  @Option(
      names = "--every",
      paramLabel = "PERIOD",
      defaultValue = "5m",
      description = "Over what the rate is taken: ${DEFAULT-VALUE} unless given.")
  private String every = "5m";

  @Option(
      names = "--volume",
      paramLabel = "VOLUME",
      description =
          "What has to pass once, such as 2PB (of 10^15 bytes) or 500TiB; a month of what goes"
              + " through NATs unless given.")
  private Optional<String> volume = Optional.empty();

  @Option(
      names = "--deadline",
      paramLabel = "DAYS",
      description = "In how many days it has to have passed; with --volume.")
  private Optional<Double> deadline = Optional.empty();

  @Option(
      names = "--zones",
      paramLabel = "N",
      description =
          "In how many zones gateways and endpoints stand; those of the inventory's NAT gateways, or"
              + " 1, unless given.")
  private Optional<Integer> zones = Optional.empty();

  @Option(names = "--prices", paramLabel = "FILE", description = "A table of prices of your own.")
  private Optional<Path> prices = Optional.empty();

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Refuse prices of any other region.")
  private Optional<String> region = Optional.empty();

  @Mixin private PageOption page = new PageOption();

  TransferAdviseCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    page.requireWritable();
    List<Problem> problems = new ArrayList<>();
    Optional<Double> bytes = volume.flatMap(text -> bytes(text, problems));
    if (places.isEmpty() && volume.isEmpty()) {
      problems.add(problem("nothing", "neither logs nor a --volume are given", "give one of them"));
    }
    if (!places.isEmpty() && inventory.isEmpty()) {
      problems.add(
          problem(
              "logs without --inventory",
              "nobody can tell which way their traffic went",
              "save what 'aws ec2 describe-network-interfaces' and the like say, and give it"));
    }
    if (deadline.filter(days -> !(days > 0)).isPresent()
        || (deadline.isPresent() && volume.isEmpty())) {
      problems.add(
          problem(
              "--deadline " + deadline.get(),
              "it is a number of days above 0 in which a --volume has to pass",
              "give both, or none"));
    }
    if (zones.filter(count -> count < 1).isPresent()) {
      problems.add(problem("--zones " + zones.get(), "fewer than one", "give a number from 1 on"));
    }
    long seconds = TransferFields.seconds("--every", every, problems);
    Optional<PriceTable> table = table(problems);
    Optional<FlowFormat> given = format(problems);
    Inventory network =
        inventory.isEmpty()
            ? new Inventory(List.of(), List.of(), List.of(), List.of())
            : FlowMeasureOptions.read(inventory, problems);
    if (!problems.isEmpty()) {
      throw FlowMeasureOptions.refused(problems);
    }
    PriceTable found = table.orElseThrow();
    Optional<MeasuredTraffic> measured =
        places.isEmpty() ? Optional.empty() : measured(network, found, seconds, given);
    AdviceReport report =
        new AdviceReport(
            found.date(),
            found.region(),
            found.currency(),
            found.bytesPerGb(),
            found.unverified(),
            measured,
            TransferAdvice.of(found, load(bytes, measured, network)));
    page.write(() -> Pages.advice(AdvicePage.of(report)), terminal());
    return result("advice", report, () -> AdviceText.of(report), ExitCode.OK);
  }

  private static Problem problem(String what, String fact, String hint) {
    return new Problem("TRANSFER_OPTION", "Cannot advise on %s: %s.".formatted(what, fact), hint);
  }

  private Optional<PriceTable> table(List<Problem> problems) {
    try {
      PriceTable table = prices.map(PriceTable::read).orElseGet(PriceTable::standard);
      region
          .filter(name -> !name.equals(table.region()))
          .ifPresent(
              name ->
                  problems.add(
                      problem(
                          name,
                          "the prices are of %s".formatted(table.region()),
                          "give a table of prices of %s as --prices".formatted(name))));
      return Optional.of(table);
    } catch (UserException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  private Optional<FlowFormat> format(List<Problem> problems) {
    try {
      return format.map(FlowFormat::of);
    } catch (UserException e) {
      problems.addAll(e.problems());
      return Optional.empty();
    }
  }

  private static Optional<Double> bytes(String text, List<Problem> problems) {
    Matcher parts = VOLUME.matcher(text);
    if (!parts.matches() || Double.parseDouble(parts.group(1)) == 0) {
      problems.add(
          problem(
              "--volume " + text, "it is no volume", "write a volume such as 500GB, 20TiB or 2PB"));
      return Optional.empty();
    }
    int steps = 3 + "GTP".indexOf(parts.group(2).toUpperCase(Locale.ROOT));
    double unit = Math.pow(parts.group(3).isEmpty() ? 1000 : 1024, steps);
    return Optional.of(Double.parseDouble(parts.group(1)) * unit);
  }

  private Optional<MeasuredTraffic> measured(
      Inventory network, PriceTable table, long seconds, Optional<FlowFormat> given) {
    try (FlowLogs found = FlowLogs.find(places.stream().map(Location::of).toList())) {
      Optional<MeasuredTraffic> measured =
          MeasuredTraffic.of(
              new FlowCounter(terminal().progress(), given),
              found,
              network,
              table,
              seconds,
              Optional.empty());
      if (measured.isEmpty() || measured.get().unanswered() == measured.get().tally().lines()) {
        throw UserException.usage(
            new Problem(
                "FLOW_FIELD_MISSING",
                "Cannot advise on %s: no line has interface-id, srcaddr, dstaddr, bytes and start."
                    .formatted(String.join(", ", places)),
                "give logs whose records have them, or their --format"));
      }
      return measured;
    }
  }

  private Load load(Optional<Double> bytes, Optional<MeasuredTraffic> measured, Inventory network) {
    double monthly = measured.map(found -> found.natBytes() * found.months()).orElse(0.0);
    int inZones =
        zones.orElse(
            (int)
                Math.max(
                    1,
                    network.natGateways().stream()
                        .map(gateway -> gateway.place().zone())
                        .filter(zone -> !zone.isEmpty())
                        .distinct()
                        .count()));
    return new Load(
        bytes.orElse(monthly),
        bytes.isPresent() ? Term.ONCE : Term.MONTH,
        measured.map(MeasuredTraffic::natGbps).orElse(0.0),
        inZones,
        deadline);
  }
}
