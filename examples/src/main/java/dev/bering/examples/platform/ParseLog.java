package dev.bering.examples.platform;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.nullif;
import static org.apache.spark.sql.functions.regexp_extract;
import static org.apache.spark.sql.functions.when;

import dev.bering.flow.Component;
import dev.bering.flow.FlowContext;
import dev.bering.flow.Frame;
import dev.bering.flow.MultiTransformer;
import org.apache.spark.sql.Column;

/**
 * Reads the lines of an SSH server's log, as syslog writes them. A line of another form keeps a
 * null for its kind: what is made of it is for the rule behind this component to say.
 *
 * <p>Source: the messages of OpenSSH's {@code auth.c} and of {@code pam_unix}, as they stand in the
 * log of a server on Ubuntu 16.04.
 */
@Component
public final class ParseLog implements MultiTransformer<ParseLog.In, ParseLog.Out> {

  private static final String HEADER =
      "^[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} \\S+ ([^\\[: ]+)(?:\\[[0-9]+\\])?: ?(.*)$";

  /** How often, what became of it, the account, the address. */
  private static final String ATTEMPT =
      "^(?:message repeated ([0-9]+) times: \\[ )?(Accepted|Failed) \\S+ for"
          + " (?:invalid user )?(.*) from ([0-9A-Fa-f.:]+) port [0-9]+";

  private static final String INVALID_USER = "^Invalid user (.*) from ([0-9A-Fa-f.:]+)";

  /** How messages begin that are known and are no attempts. */
  private static final String OTHER =
      "^(pam_unix\\(|PAM |Connection |Disconnect|Received |Did not receive |Server listening |"
          + "Starting session: |Close session: |User child is |input_userauth_request: |"
          + "error: |fatal: )";

  /** What it reads. */
  public record In(Frame<LogLine> lines) {}

  /** What it makes: a row a line. */
  public record Out(Frame<LogEntry> entries) {}

  @Override
  public Out transform(In in, FlowContext ctx) {
    Column program = part(col("line"), HEADER, 1);
    Column message = part(col("line"), HEADER, 2);
    return new Out(
        Frame.of(
            in.lines()
                .df()
                .withColumn("program", program)
                .withColumn("message", message)
                .withColumn("kind", kind())
                .withColumn("account", either(3, 1))
                .withColumn("source", either(4, 2))
                .withColumn(
                    "times", coalesce(part(col("message"), ATTEMPT, 1).cast("int"), lit(1)))));
  }

  private static Column kind() {
    Column message = col("message");
    Column outcome = part(message, ATTEMPT, 2);
    return when(col("program").notEqual("sshd"), LogEntryKind.OTHER.name())
        .when(outcome.equalTo("Accepted"), LogEntryKind.ACCEPTED.name())
        .when(outcome.equalTo("Failed"), LogEntryKind.FAILED.name())
        .when(message.rlike(INVALID_USER), LogEntryKind.INVALID_USER.name())
        .when(message.rlike(OTHER), LogEntryKind.OTHER.name());
  }

  /** A group of the one form of message or of the other. */
  private static Column either(int ofAttempt, int ofInvalidUser) {
    Column message = col("message");
    return coalesce(part(message, ATTEMPT, ofAttempt), part(message, INVALID_USER, ofInvalidUser));
  }

  /** A group of a regular expression; null where it does not match or the group is empty. */
  private static Column part(Column text, String expression, int group) {
    return nullif(regexp_extract(text, expression, group), lit(""));
  }
}
