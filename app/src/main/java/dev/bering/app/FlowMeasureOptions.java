package dev.bering.app;

import dev.bering.model.NearestName;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.Contribution;
import dev.bering.transfer.CountOnce;
import dev.bering.transfer.FlowField;
import dev.bering.transfer.FlowFilter;
import dev.bering.transfer.FlowMeasure;
import dev.bering.transfer.Inventory;
import dev.bering.transfer.InventoryReader;
import dev.bering.transfer.OnceKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** What of flow logs is summed, by what. */
final class FlowMeasureOptions {

  /** What of a record is summed. */
  enum Sum {
    BYTES(Optional.of(FlowField.BYTES)),
    PACKETS(Optional.of(FlowField.PACKETS)),
    RECORDS(Optional.empty());

    private final Optional<FlowField> field;

    Sum(Optional<FlowField> field) {
      this.field = field;
    }

    /** Its name in names of metrics. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--by",
      required = true,
      split = ",",
      paramLabel = "FIELD",
      description =
          "The fields that tell contributors apart, such as srcaddr,dstaddr; with --inventory also"
              + " path, via, client, service, zones and tag:KEY.")
  private List<String> by = List.of();

  @Option(
      names = "--sum",
      defaultValue = "bytes",
      paramLabel = "WHAT",
      description = "What is summed: bytes, packets or records; ${DEFAULT-VALUE} unless given.")
  private Sum sum = Sum.BYTES;

  @Option(
      names = "--where",
      paramLabel = "FIELD=VALUE[,VALUE]",
      description = "Only records of these values. May be given several times; all have to hold.")
  private List<String> where = List.of();

  @Option(
      names = "--inventory",
      paramLabel = "FILE",
      description =
          "What 'aws ec2 describe-network-interfaces' and the like have said, files or folders of"
              + " JSON: each byte then counts once.")
  private List<Path> inventory = List.of();

  Sum sum() {
    return sum;
  }

  /** What is asked for; what is wrong with it is added to {@code problems}. */
  FlowMeasure measure(List<Problem> problems) {
    return inventory.isEmpty() ? logged(problems) : once(problems);
  }

  private FlowMeasure logged(List<Problem> problems) {
    List<FlowField> keys = new ArrayList<>();
    for (String name : by) {
      if (OnceKey.named(name).filter(key -> !(key instanceof OnceKey.OfField)).isPresent()) {
        problems.add(
            new Problem(
                "TRANSFER_OPTION",
                "Cannot use --by %s: only an inventory tells it.".formatted(name),
                "give --inventory"));
      } else {
        TransferFields.field("--by", name, problems).ifPresent(keys::add);
      }
    }
    List<FlowFilter> filters = TransferFields.filters(where, problems);
    if (keys.isEmpty()) {
      keys.add(FlowField.INTERFACE_ID); // never run: a problem was found
    }
    Contribution contribution = Contribution.of(keys, sum.field);
    for (FlowFilter filter : filters) {
      contribution = contribution.where(filter);
    }
    return new FlowMeasure.Logged(contribution);
  }

  private FlowMeasure once(List<Problem> problems) {
    List<OnceKey> keys = new ArrayList<>();
    by.forEach(name -> key("--by", name, problems).ifPresent(keys::add));
    List<OnceKey.Only> only = new ArrayList<>();
    for (String condition : where) {
      TransferFields.condition(condition, problems)
          .ifPresent(
              parts ->
                  key("--where", parts.name(), problems)
                      .ifPresent(key -> only.add(new OnceKey.Only(key, parts.values()))));
    }
    if (keys.isEmpty()) {
      keys.add(OnceKey.OfPath.PATH); // never run: a problem was found
    }
    return new CountOnce(read(inventory, problems), keys, only, sum.field);
  }

  /** An inventory; what is wrong with it is added to {@code problems}. */
  static Inventory read(List<Path> files, List<Problem> problems) {
    try {
      return InventoryReader.read(files);
    } catch (UserException e) {
      problems.addAll(e.problems());
      return new Inventory(List.of(), List.of(), List.of(), List.of());
    }
  }

  /**
   * What a command ends with that found problems: where all that is wrong is an inventory that
   * cannot be read, a source is missing; else the command makes no sense.
   */
  static UserException refused(List<Problem> problems) {
    Set<String> codes = problems.stream().map(Problem::code).collect(Collectors.toSet());
    return codes.contains("INVENTORY_FILE")
            && Set.of("INVENTORY_FILE", "INVENTORY_CONTRADICTION").containsAll(codes)
        ? UserException.source(problems)
        : UserException.usage(problems);
  }

  private static Optional<OnceKey> key(String option, String name, List<Problem> problems) {
    Optional<OnceKey> key = OnceKey.named(name);
    if (key.isEmpty()) {
      problems.add(
          new Problem(
              "TRANSFER_OPTION",
              "Cannot use %s %s: it is no field of flow logs, and none of path, via, client, service, zones and tag:KEY."
                  .formatted(option, name),
              NearestName.hint(name, OnceKey.names())));
    }
    return key;
  }
}
