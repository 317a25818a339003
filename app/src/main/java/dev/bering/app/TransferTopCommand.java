package dev.bering.app;

import dev.bering.model.ExitCode;
import dev.bering.model.Problem;
import dev.bering.model.UserException;
import dev.bering.transfer.Contribution;
import dev.bering.transfer.FlowField;
import dev.bering.transfer.FlowFilter;
import dev.bering.transfer.FlowLogs;
import dev.bering.transfer.TopReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bering transfer top LOGS... --by FIELD,...}. */
@Command(
    name = "top",
    description = "Say who moves most, exactly, by any fields of flow logs.",
    footer = {
      "",
      "Every record counts as it was logged: what passes a NAT gateway is logged by more than one"
          + " interface;",
      "--where interface-id=ENI counts one of them.",
      "",
      "  bering transfer top logs/ --by srcaddr,dstaddr",
      "  bering transfer top s3://logs/AWSLogs --by interface-id --sum packets --where action=REJECT"
    })
final class TransferTopCommand extends Verb {

  /** What of a record is summed. */
  enum Sum {
    BYTES,
    PACKETS,
    RECORDS
  }

  @Mixin private FlowLogOptions logs = new FlowLogOptions();

  @Option(
      names = "--by",
      required = true,
      split = ",",
      paramLabel = "FIELD",
      description = "The fields that tell contributors apart, such as srcaddr,dstaddr.")
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

  TransferTopCommand(Terminal terminal) {
    super(terminal);
  }

  @Override
  ExitCode run() {
    List<Problem> problems = new ArrayList<>(logs.problems());
    Contribution contribution = contribution(problems);
    if (!problems.isEmpty()) {
      throw UserException.usage(problems);
    }
    try (FlowLogs found = logs.find()) {
      TopReport report =
          TopReport.of(logs.counter(terminal()), found, contribution, logs.window(), logs.limit());
      logs.requireSound(report);
      return result(
          "top",
          report,
          () -> TransferText.top(report, sum) + TransferText.read(report.tally()),
          ExitCode.OK);
    }
  }

  private Contribution contribution(List<Problem> problems) {
    List<FlowField> keys = TransferFields.read("--by", by, problems);
    if (keys.isEmpty()) {
      keys = List.of(FlowField.INTERFACE_ID); // never run: a problem was found
    }
    Contribution contribution =
        Contribution.of(
            keys,
            switch (sum) {
              case BYTES -> Optional.of(FlowField.BYTES);
              case PACKETS -> Optional.of(FlowField.PACKETS);
              case RECORDS -> Optional.empty();
            });
    for (FlowFilter filter : TransferFields.filters(where, problems)) {
      contribution = contribution.where(filter);
    }
    return contribution;
  }
}
